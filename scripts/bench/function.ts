// Measures what one invocation of the Lambda function takes: for docs/scaling.md, which has the figures of this script.
// Usage: npm run --silent build && node scripts/ts.mjs scripts/bench/function.ts
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { ACCOUNT, REGION } from '../../test/e2e/support/accounts.js'
import { startMoto } from '../../test/e2e/support/moto.js'
import { startProxy } from '../../test/e2e/support/proxy.js'
import { makeManyRules } from './many-rules.js'

/** Milliseconds that every request takes longer than the emulator needs: the way to AWS and back. */
const LATENCY = 20
const BUCKET = 'results'

const moto = await startMoto()
const proxy = await startProxy(moto.url)
Object.assign(process.env, {
  AWS_ENDPOINT_URL: proxy.url,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'AKIAHUB',
  AWS_SECRET_ACCESS_KEY: 'hub',
  EB_DOCTOR_BUCKET: BUCKET,
  EB_DOCTOR_ROLE: 'eb-doctor-member',
})
const file = new URL('../../dist/lambda/handler.js', import.meta.url).href
const { handler } = (await import(file)) as { handler(event: unknown, context: object): Promise<{ part: string }> }
const credentials = { accessKeyId: 'AKIAHUB', secretAccessKey: 'hub' }
const s3 = new S3Client({ endpoint: moto.url, region: REGION, credentials, forcePathStyle: true })
await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
const context = { getRemainingTimeInMillis: () => 900_000 }

let made = 0
for (const rules of [0, 0, 20, 200]) {
  if (rules > made) await makeManyRules(moto.url, { bus: `bus-${rules}`, rules: rules - made })
  made = rules
  proxy.behave({ latency: LATENCY })
  const [started, before] = [performance.now(), process.cpuUsage()]
  const event = { account: ACCOUNT, region: REGION, run: '2026-11-25T06-00-00.000Z' }
  const { part } = await handler(event, context)
  const milliseconds = Math.round(performance.now() - started)
  const cpu = process.cpuUsage(before)
  const calls: Record<string, number> = {}
  for (const { action } of proxy.seen) calls[action] = (calls[action] ?? 0) + 1
  const body = await (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: part }))).Body?.transformToByteArray()
  console.log(
    JSON.stringify({
      ...{ rules, calls: proxy.seen.length, milliseconds, cpu: Math.round((cpu.user + cpu.system) / 1000) },
      ...{ bytes: body?.length, mebibytes: Math.round(process.memoryUsage().rss / 2 ** 20) },
    }),
  )
  console.log(JSON.stringify(calls))
}
await proxy.close()
await moto.stop()
process.exit(0)
