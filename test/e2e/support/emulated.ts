import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Moto, startMoto } from './moto.js'
import { type AwsProxy, startProxy } from './proxy.js'

/** An emulator behind the proxy for all tests of a file, empty and well-behaved at the beginning of each. */
export function emulatedAws(): { readonly moto: Moto; readonly proxy: AwsProxy } {
  const aws = {} as { moto: Moto; proxy: AwsProxy }
  beforeAll(async () => {
    aws.moto = await startMoto()
    aws.proxy = await startProxy(aws.moto.url)
  })
  beforeEach(async () => {
    await aws.moto.reset()
    aws.proxy.behave()
  })
  afterAll(async () => {
    await aws.proxy.close()
    await aws.moto.stop()
  })
  return aws
}
