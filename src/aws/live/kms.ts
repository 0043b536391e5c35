import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms'
import type { Aws } from './clients.js'
import { look } from './look.js'

const missing = ['NotFoundException']

/** Ids and bare aliases are looked for where the encrypted resource is. */
const placeOfKey = (id: string, owner: string): string => (id.startsWith('arn:') ? id : owner)

export const kmsKey = (aws: Aws, id: string, owner: string) =>
  look({ action: 'kms:DescribeKey', resource: id, missing }, async () => {
    const client = await aws.client(KMSClient, placeOfKey(id, owner))
    const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId: id }), { abortSignal: aws.signal })
    if (!key?.Arn) throw new SyntaxError('the answer has no key')
    return {
      arn: key.Arn,
      manager: key.KeyManager === 'AWS' ? ('AWS' as const) : ('CUSTOMER' as const),
      state: key.KeyState ?? 'Enabled',
    }
  })

export const keyPolicy = (aws: Aws, id: string, owner: string) =>
  look({ action: 'kms:GetKeyPolicy', resource: id, missing }, async () => {
    const client = await aws.client(KMSClient, placeOfKey(id, owner))
    const answer = await client.send(new GetKeyPolicyCommand({ KeyId: id, PolicyName: 'default' }), {
      abortSignal: aws.signal,
    })
    if (!answer.Policy) throw new SyntaxError('the answer has no policy')
    return answer.Policy
  })
