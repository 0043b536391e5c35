import { DescribeDocumentCommand, SSMClient } from '@aws-sdk/client-ssm'
import { isForeign, parseArn } from '../arn.js'
import { type Aws, placeOf } from './clients.js'
import { look } from './look.js'

/**
 * What DescribeDocument wants: the name, or the ARN of a document that another account shares.
 * `automation-definition/NAME:VERSION` names a version, too.
 */
function documentIn(arn: string, home: string | undefined): { Name: string; DocumentVersion?: string } {
  const parsed = parseArn(arn)
  const [kind, ...rest] = parsed?.resource.split('/') ?? []
  const [name = arn, version] = kind === 'automation-definition' ? rest.join('/').split(':') : [rest.join('/')]
  const shared = parsed && home !== undefined && isForeign(parsed, home)
  return {
    Name: shared ? `arn:${parsed.partition}:ssm:${parsed.region}:${parsed.account}:document/${name}` : name,
    ...(version ? { DocumentVersion: version } : {}),
  }
}

export const ssmDocument = (aws: Aws, arn: string) =>
  look(
    { action: 'ssm:DescribeDocument', resource: arn, missing: ['InvalidDocument', 'InvalidDocumentVersion'] },
    async () => {
      // A shared document is read with our own credentials: no place but the region.
      const { region } = placeOf(arn)
      const client = await aws.client(SSMClient, region ? { region } : {})
      const wanted = documentIn(arn, await aws.homeAccount())
      const answer = await client.send(new DescribeDocumentCommand(wanted), { abortSignal: aws.signal })
      const document = answer.Document
      if (!document?.Name || !document.Status || !document.DocumentType)
        throw new SyntaxError('the answer has no document')
      return {
        name: document.Name,
        owner: document.Owner ?? '',
        status: document.Status,
        ...(document.StatusInformation ? { statusReason: document.StatusInformation } : {}),
        type: document.DocumentType,
        required: (document.Parameters ?? []).flatMap((parameter) =>
          parameter.Name && parameter.DefaultValue === undefined ? parameter.Name : [],
        ),
        parameters: (document.Parameters ?? []).flatMap(({ Name, Type }) =>
          Name ? { name: Name, ...(Type ? { type: Type } : {}) } : [],
        ),
      }
    },
  )
