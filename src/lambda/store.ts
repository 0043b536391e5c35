import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'

/**
 * The results of scans in a bucket, and the topic that hears of them: the only place of the function that writes. It writes
 * to the hub's own bucket and topic with the hub's own credentials, never with those of a role that was assumed to look.
 */
export interface Store {
  putText(key: string, type: string, text: string): Promise<void>
  putFile(key: string, type: string, file: string): Promise<void>
  /** A whole object; undefined when there is none. */
  getText(key: string): Promise<string | undefined>
  /** The last line of an object without its line break; undefined when there is no such object. */
  lastLine(key: string): Promise<string | undefined>
  /** The keys that begin so, sorted. */
  keys(prefix: string): Promise<string[]>
  /** What comes between a prefix and the next slash, each once, sorted. */
  folders(prefix: string): Promise<string[]>
  /** Tells a topic. */
  tell(topic: string, subject: string, message: string): Promise<void>
  /** Closes all connections. */
  close(): void
}

/** How much of the end of an object is read at first; the summary of most places is shorter. */
const TAIL = 64 * 1024

export function openStore(bucket: string, signal: AbortSignal): Store {
  const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' })
  const abortSignal = signal

  /** The bytes of an object from its end, or all of it; undefined when there is none. */
  const get = async (key: string, last?: number) => {
    try {
      const answer = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...(last === undefined ? {} : { Range: `bytes=-${last}` }) }),
        { abortSignal },
      )
      return Buffer.from((await answer.Body?.transformToByteArray()) ?? [])
    } catch (thrown) {
      if (thrown instanceof Error && thrown.name === 'NoSuchKey') return undefined
      throw thrown
    }
  }

  const list = async (prefix: string, delimiter?: string) => {
    const keys: string[] = []
    const prefixes: string[] = []
    let token: string | undefined
    do {
      const answer = await s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
        { abortSignal },
      )
      keys.push(...(answer.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])))
      prefixes.push(...(answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => (Prefix === undefined ? [] : [Prefix])))
      token = answer.NextContinuationToken
    } while (token !== undefined)
    return { keys: keys.sort(), prefixes: prefixes.sort() }
  }

  return {
    async putText(key, type, text) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, ContentType: type, Body: text }), { abortSignal })
    },
    async putFile(key, type, file) {
      const { size } = await stat(file)
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          ContentType: type,
          ContentLength: size,
          Body: createReadStream(file),
        }),
        { abortSignal },
      )
    },
    async getText(key) {
      return (await get(key))?.toString('utf8')
    },
    async lastLine(key) {
      for (let last = TAIL; ; last *= 8) {
        const tail = await get(key, last)
        if (tail === undefined) return undefined
        const end = tail.at(-1) === 10 ? tail.length - 1 : tail.length
        const start = tail.lastIndexOf(10, end - 1)
        // A line break before it, or the whole object: then nothing of the line is missing.
        if (start >= 0 || tail.length < last) return tail.subarray(start + 1, end).toString('utf8')
      }
    },
    keys: async (prefix) => (await list(prefix)).keys,
    folders: async (prefix) =>
      (await list(prefix, '/')).prefixes.map((found) => found.slice(prefix.length).replace(/\/$/, '')),
    async tell(topic, subject, message) {
      const sns = new SNSClient({})
      try {
        await sns.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: message }), { abortSignal })
      } finally {
        sns.destroy()
      }
    },
    close: () => s3.destroy(),
  }
}
