import type { ReadName } from './account.js'

/** Whether a value out of a file has the form that a read promises. */
export type Shape = (value: unknown) => boolean

const text: Shape = (value) => typeof value === 'string'
const number: Shape = (value) => typeof value === 'number'
const flag: Shape = (value) => typeof value === 'boolean'
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value)
const list =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape)
const texts = list(text)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object with these members; those of `more` may be absent. Other members are nobody's business. */
const object =
  (members: Readonly<Record<string, Shape>>, more: Readonly<Record<string, Shape>> = {}): Shape =>
  (value) =>
    isObject(value) &&
    Object.entries(members).every(([key, shape]) => shape(value[key])) &&
    Object.entries(more).every(([key, shape]) => value[key] === undefined || shape(value[key]))

const map =
  (shape: Shape): Shape =>
  (value) =>
    isObject(value) && Object.values(value).every(shape)

const rule = object(
  { name: text, arn: text, bus: text, state: text },
  {
    eventPattern: text,
    scheduleExpression: text,
    description: text,
    roleArn: text,
    managedBy: text,
    createdBy: text,
  },
)
const policy = object({ name: text, document: text }, { arn: text })
/** The members of a target that are looked into; the rest is passed on as it stands. */
const target = object(
  { Id: text, Arn: text },
  {
    RoleArn: text,
    Input: text,
    InputPath: text,
    InputTransformer: object({}, { InputPathsMap: map(text), InputTemplate: text }),
    DeadLetterConfig: object({}, { Arn: text }),
    RetryPolicy: map(number),
    EcsParameters: object({}, { TaskDefinitionArn: text, LaunchType: text, NetworkConfiguration: isObject }),
    KinesisParameters: object({}, { PartitionKeyPath: text }),
    SqsParameters: object({}, { MessageGroupId: text }),
    BatchParameters: isObject,
    HttpParameters: isObject,
    RedshiftDataParameters: isObject,
    RunCommandParameters: isObject,
    SageMakerPipelineParameters: isObject,
    AppSyncParameters: isObject,
  },
)
const field = object({
  field: text,
  ...Object.fromEntries(
    ['equals', 'startsWith', 'endsWith', 'notEquals', 'notStartsWith', 'notEndsWith'].map((key) => [key, texts]),
  ),
})
const auditEvent = object(
  { time: text, id: text, source: text, name: text, resources: texts, failures: texts },
  {
    identityType: text,
    invokedBy: text,
    sessionRoleArn: text,
    assumedRoleArn: text,
    errorCode: text,
    errorMessage: text,
  },
)

/**
 * The form of what each read finds. A snapshot is a file that anybody may have had in hand: an answer of another form is
 * none, and must not reach a check.
 */
export const SHAPES: { readonly [Name in ReadName]: Shape } = {
  caller: object({ account: text, arn: text, partition: text }),
  rule,
  rules: list(rule),
  targets: list(target),
  buses: texts,
  ruleNames: texts,
  eventBus: object({ name: text, arn: text, policy: orNull(text) }, { kmsKey: text, deadLetterArn: text }),
  ruleNamesByTarget: texts,
  eventSource: object({ name: text, state: text }),
  role: object(
    { arn: text, name: text, trustPolicy: text, tags: map(text) },
    { boundaryArn: text, description: text, maxSessionDuration: number, lastUsed: text },
  ),
  inlinePolicies: list(policy),
  attachedPolicies: list(policy),
  managedPolicy: policy,
  lambdaFunction: object({ arn: text }, { state: text, stateReason: text, lastUpdateStatus: text }),
  lambdaConcurrency: orNull(number),
  lambdaPolicy: orNull(text),
  stateMachine: object({ arn: text, status: text, type: text, roleArn: text }),
  cluster: object({
    arn: text,
    status: text,
    containerInstances: number,
    capacityProviders: texts,
    defaultCapacityProviders: texts,
  }),
  taskDefinition: object(
    { arn: text, status: text, compatibilities: texts, requiresCompatibilities: texts, containers: texts },
    { networkMode: text, executionRoleArn: text, taskRoleArn: text },
  ),
  auditEvents: object({ events: list(auditEvent), pages: number, more: flag }),
  tags: map(text),
  stream: object({ arn: text, status: text }, { kmsKey: text }),
  streamPolicy: orNull(text),
  deliveryStream: object({ arn: text, status: text, type: text }),
  apiDestination: object({ arn: text, state: text, endpoint: text, connectionArn: text }),
  connection: object({ arn: text, state: text }, { stateReason: text }),
  graphqlApi: object({ id: text, arn: text, name: text, authentication: texts, visibility: text }),
  jobQueue: object({ arn: text, state: text, status: text }, { statusReason: text }),
  jobDefinition: object({ arn: text, status: text }),
  buildProject: object({ arn: text, name: text, hasBatchConfig: flag }),
  pipeline: object({ name: text, version: number }),
  ssmDocument: object({ name: text, owner: text, status: text, type: text, required: texts }, { statusReason: text }),
  responsePlan: object({ arn: text, name: text }),
  redshiftCluster: object({ name: text, status: text }, { availability: text }),
  redshiftWorkgroup: object({ arn: text, name: text, status: text }),
  modelPipeline: object({ arn: text, status: text }, { parameters: list(object({ name: text, hasDefault: flag })) }),
  glueWorkflow: object({ name: text, triggers: list(object({ name: text, type: text, state: text })) }),
  imagePipeline: object({ arn: text, status: text }),
  bucketNotifications: object({ eventBridge: flag }),
  trails: list(
    object({ name: text, arn: text, multiRegion: flag, organization: flag, insights: flag }, { homeRegion: text }),
  ),
  trailLogging: flag,
  trailSelectors: object({
    basic: list(
      object({
        readWrite: text,
        management: flag,
        excluded: texts,
        data: list(object({ type: text, values: texts })),
      }),
    ),
    advanced: list(list(field)),
  }),
  queue: object(
    { arn: text, url: text, policy: orNull(text), sqsManagedSse: flag, fifo: flag, contentBasedDeduplication: flag },
    { kmsKey: text },
  ),
  topic: object({ arn: text, policy: orNull(text), fifo: flag }, { kmsKey: text }),
  logGroup: object({ name: text, arn: text }, { kmsKey: text }),
  logsPolicies: list(object({ name: text, scope: text, document: text }, { revisionId: text })),
  kmsKey: object({ arn: text, manager: text, state: text }),
  keyPolicy: text,
  webApi: object({
    id: text,
    name: text,
    kind: text,
    endpointTypes: texts,
    policy: orNull(text),
    stages: texts,
    methods: list(object({ path: text, method: text, authorization: text })),
  }),
}
