import { EventBridgeClient, ListTagsForResourceCommand as ListTagsOfEvents } from '@aws-sdk/client-eventbridge'
import { KMSClient, ListResourceTagsCommand } from '@aws-sdk/client-kms'
import { LambdaClient, ListTagsCommand } from '@aws-sdk/client-lambda'
import { ListTagsForResourceCommand as ListTagsOfTopic, SNSClient } from '@aws-sdk/client-sns'
import { ListQueueTagsCommand } from '@aws-sdk/client-sqs'
import { describe, expect, test } from 'vitest'
import { QueueClient } from '../../../src/aws/live/sqs.js'
import { exampleArn } from '../../../src/aws/reads/example.js'
import { HOME, REGION } from '../../support/home.js'
import { live, named, noAccess, sent, stubOf } from '../../support/live.js'

const events = stubOf(EventBridgeClient)
const lambda = stubOf(LambdaClient)
const sqs = stubOf(QueueClient)
const sns = stubOf(SNSClient)
const kms = stubOf(KMSClient)

const { tags } = live()
const tagged = { state: 'found', value: { team: 'orders' } }
const KEY = exampleArn('kms', 'key/1')

describe('the tags of a resource are asked of its own service', () => {
  test('a rule or a bus', async () => {
    events.on(ListTagsOfEvents).resolves({ Tags: [{ Key: 'team', Value: 'orders' }] })
    expect(await tags(exampleArn('events', 'rule/paid'))).toEqual(tagged)
    expect(sent(events)).toEqual([['ListTagsForResource', { ResourceARN: exampleArn('events', 'rule/paid') }]])
  })

  test('a function, without its qualifier: versions and aliases have none', async () => {
    lambda.on(ListTagsCommand).resolves({ Tags: { team: 'orders' } })
    expect(await tags(exampleArn('lambda', 'function:settle:live'))).toEqual(tagged)
    expect(sent(lambda)).toEqual([['ListTags', { Resource: exampleArn('lambda', 'function:settle') }]])
  })

  test('a queue, by its URL', async () => {
    sqs.on(ListQueueTagsCommand).resolves({ Tags: { team: 'orders' } })
    expect(await tags(exampleArn('sqs', 'paid'))).toEqual(tagged)
    const QueueUrl = `https://sqs.${REGION}.amazonaws.com/${HOME}/paid`
    expect(sent(sqs)).toEqual([['ListQueueTags', { QueueUrl }]])
  })

  test('a topic', async () => {
    sns.on(ListTagsOfTopic).resolves({ Tags: [{ Key: 'team', Value: 'orders' }] })
    expect(await tags(exampleArn('sns', 'paid'))).toEqual(tagged)
  })

  test('a key, over all pages', async () => {
    kms
      .on(ListResourceTagsCommand)
      .resolves({ Tags: [{ TagKey: 'a', TagValue: '1' }], NextMarker: 'more', Truncated: true })
      .on(ListResourceTagsCommand, { Marker: 'more' })
      .resolves({ Tags: [{ TagKey: 'b', TagValue: '2' }] })
    expect(await tags(KEY)).toEqual({ state: 'found', value: { a: '1', b: '2' } })
  })
})

describe('tags', () => {
  test('are missing where a resource of this kind has none, also when it is called like a member of every object', async () => {
    expect(await tags(exampleArn('execute-api', 'abc/prod'))).toEqual({ state: 'missing' })
    expect(await tags(exampleArn('constructor', 'x'))).toEqual({ state: 'missing' })
  })

  test('that may not be seen are denied, those of nothing are missing', async () => {
    lambda.on(ListTagsCommand).rejects(noAccess)
    expect(await tags(exampleArn('lambda', 'function:settle'))).toMatchObject({
      state: 'denied',
      action: 'lambda:ListTags',
    })
    sqs.on(ListQueueTagsCommand).rejects(named('QueueDoesNotExist'))
    expect(await tags(exampleArn('sqs', 'gone'))).toEqual({ state: 'missing' })
    kms.on(ListResourceTagsCommand).rejects(named('NotFoundException'))
    expect(await tags(KEY)).toEqual({ state: 'missing' })
  })
})
