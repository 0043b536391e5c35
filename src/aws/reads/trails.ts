import { boolean, exactOptional, string } from 'valibot'
import { arn, type Formed, type Found, name, read } from './declare.js'
import { exampleArn, REGION } from './example.js'
import { list, object } from './form.js'

const live = () => import('../live/trails.js')
const TRAIL = exampleArn('cloudtrail', 'trail/all')
const GROUP = `${exampleArn('logs', 'log-group:/aws/events/orders')}:*`

/** A trail that takes in the events of a region, as cloudtrail:DescribeTrails tells it. */
export type Trail = Formed<typeof trail>

const trail = () =>
  object({
    name: string(),
    arn: string(),
    homeRegion: exactOptional(string()),
    multiRegion: boolean(),
    organization: boolean(),
    insights: boolean(),
    /** The ARN of the log group that it sends its records to, with a trailing `:*`. */
    logGroup: exactOptional(string()),
  })

/** The trails that a region has, by its name, with those of other regions and of the organization that reach into it. */
export const trails = read({
  actions: ['cloudtrail:DescribeTrails'],
  args: [name],
  answer: () => list(trail()),
  live: async () => (await live()).trails,
  example: {
    args: [REGION],
    answer: () => [
      { name: 'all', arn: TRAIL, multiRegion: true, organization: false, insights: false, logGroup: GROUP },
    ],
  },
})

/** Whether a trail is logging now, by its ARN and the region to ask in. */
export const trailLogging = read({
  actions: ['cloudtrail:GetTrailStatus'],
  args: [arn, name],
  answer: () => boolean(),
  live: async () => (await live()).trailLogging,
  example: { args: [TRAIL, REGION], answer: () => true },
})

/** A basic event selector. */
export type BasicSelector = Formed<typeof basicSelector>

const basicSelector = () =>
  object({
    /** All, ReadOnly or WriteOnly. */
    readWrite: string(),
    management: boolean(),
    /** Sources of management events that are left out: kms.amazonaws.com, rdsdata.amazonaws.com. */
    excluded: list(string()),
    data: list(object({ type: string(), values: list(string()) })),
  })

/** One condition of an advanced event selector. */
export type FieldSelector = Formed<typeof fieldSelector>

const fieldSelector = () =>
  object({
    field: string(),
    equals: list(string()),
    startsWith: list(string()),
    endsWith: list(string()),
    notEquals: list(string()),
    notStartsWith: list(string()),
    notEndsWith: list(string()),
  })

/** What a trail records. It has selectors of one kind; with none at all it records all management events. */
export type TrailSelectors = Found<typeof trailSelectors>

/** What a trail records, by its ARN and the region to ask in. */
export const trailSelectors = read({
  actions: ['cloudtrail:GetEventSelectors'],
  args: [arn, name],
  answer: () =>
    object({
      basic: list(basicSelector()),
      /** Each selector is a list of conditions that must all hold. */
      advanced: list(list(fieldSelector())),
    }),
  live: async () => (await live()).trailSelectors,
  example: {
    args: [TRAIL, REGION],
    answer: () => ({
      basic: [
        {
          readWrite: 'All',
          management: true,
          excluded: [],
          data: [{ type: 'AWS::Lambda::Function', values: ['arn:aws:lambda'] }],
        },
      ],
      advanced: [],
    }),
  },
})
