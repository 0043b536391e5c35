import { TARGET_SERVICES } from '../../targets/index.js'

/** What stands for a resource in the ARNs that targets have: `function:NAME`. */
const FORMS = TARGET_SERVICES.flatMap(({ arnForms }) => arnForms).map((form) => form.split(':').slice(5).join(':'))

/** Kinds of resources that are no targets: what else is read, and what policies name. */
const OTHERS =
  `rule event-source connection archive role user group policy assumed-role instance-profile layer log-stream
execution task-definition task service container-instance apis job-definition key alias restapis trail table instance
managed-instance volume stack secret dbname dbuser dbgroup`.split(/\s+/)

/** Kinds of resources, as ARNs name them before a separator: no words of an account. */
export const KINDS: ReadonlySet<string> = new Set([
  ...FORMS.flatMap((form) => form.match(/^[a-z][\w-]*|(?<=[:/])[a-z][\w-]*(?=[:/])/g) ?? []),
  ...OTHERS,
])

/** Whole resources that AWS named: `target/reboot-instance`. */
export const OF_AWS: ReadonlySet<string> = new Set(FORMS.filter((form) => !/[A-Z]{2}|\*/.test(form)))
