import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { mapRead, type Read } from '../read.js'
import type { Aws } from './clients.js'
import { look } from './look.js'

/** A role of another account that is looked with. */
export interface Role {
  arn: string
  /** What the role's trust policy may ask of those who assume it. */
  externalId?: string
}

/** Credentials as every client of the SDK takes them. */
export interface RoleCredentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  expiration: Date
}

/** A role as it is assumed: whether it can be, and a provider of its credentials that the clients of all Regions share. */
export interface RoleSession {
  /** Assumes the role unless that was done. */
  assume(): Promise<Read<null>>
  /** The credentials, renewed before they expire. Throws what STS threw. */
  credentials(): Promise<RoleCredentials>
}

/** What the session is called in CloudTrail, and in the ARN of who looks. */
const SESSION = 'eb-doctor'

/** Credentials that expire sooner than this are renewed, in milliseconds. */
const MARGIN = 5 * 60_000

/**
 * Assumes a role once for all the clients that look with it: the SDK's own provider would assume it for each of them.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function roleSession(aws: Aws, { arn, externalId }: Role): RoleSession {
  let current: Promise<RoleCredentials> | undefined
  const renew = async (): Promise<RoleCredentials> => {
    const client = await aws.client(STSClient)
    const answer = await client.send(
      new AssumeRoleCommand({
        RoleArn: arn,
        RoleSessionName: SESSION,
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      }),
      { abortSignal: aws.signal },
    )
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new SyntaxError('the answer has no credentials')
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    }
  }
  const credentials = async (): Promise<RoleCredentials> => {
    const known = current && (await current)
    if (known && known.expiration.getTime() - Date.now() > MARGIN) return known
    const next = renew()
    current = next
    next.catch(() => {
      current = undefined
    })
    return next
  }
  const assume = async () => mapRead(await look({ action: 'sts:AssumeRole', resource: arn }, credentials), () => null)
  return { assume, credentials }
}
