import { DescribeClustersCommand, RedshiftClient } from '@aws-sdk/client-redshift'
import { ListWorkgroupsCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { HOME } from '../../support/home.js'
import { live, named, noAccess } from '../../support/live.js'

const { redshiftCluster, redshiftWorkgroup } = live()
const CLUSTER = `arn:aws:redshift:eu-west-1:${HOME}:cluster:sales`
const WORKGROUP = `arn:aws:redshift-serverless:eu-west-1:${HOME}:workgroup/11111111-2222-3333-4444-555555555555`
const clusters = mockClient(RedshiftClient)
const workgroups = mockClient(RedshiftServerlessClient)
beforeEach(() => {
  clusters.reset()
  workgroups.reset()
})

describe('a Redshift cluster', () => {
  test('is looked up by its name', async () => {
    clusters.on(DescribeClustersCommand).resolves({
      Clusters: [{ ClusterIdentifier: 'sales', ClusterStatus: 'paused', ClusterAvailabilityStatus: 'Unavailable' }],
    })
    expect(await redshiftCluster(CLUSTER)).toEqual({
      state: 'found',
      value: { name: 'sales', status: 'paused', availability: 'Unavailable' },
    })
    expect(clusters.call(0).args[0].input).toEqual({ ClusterIdentifier: 'sales' })
  })

  test.each(['ClusterNotFoundFault', 'ClusterNotFound'])('is missing by %s', async (name) => {
    clusters.on(DescribeClustersCommand).rejects(named(name))
    expect(await redshiftCluster(CLUSTER)).toEqual({ state: 'missing' })
  })

  test('is denied by a refusal, and failed when the answer is empty', async () => {
    clusters.on(DescribeClustersCommand).rejects(noAccess)
    expect(await redshiftCluster(CLUSTER)).toMatchObject({ state: 'denied', action: 'redshift:DescribeClusters' })
    clusters.on(DescribeClustersCommand).resolves({})
    expect(await redshiftCluster(CLUSTER)).toMatchObject({ state: 'failed' })
  })
})

describe('a Redshift workgroup', () => {
  test('is found by its ARN, on whatever page it is', async () => {
    workgroups
      .on(ListWorkgroupsCommand)
      .resolves({ workgroups: [{ workgroupArn: `${WORKGROUP}0`, workgroupName: 'x' }], nextToken: 'more' })
      .on(ListWorkgroupsCommand, { nextToken: 'more' })
      .resolves({ workgroups: [{ workgroupArn: WORKGROUP, workgroupName: 'sales', status: 'AVAILABLE' }] })
    expect(await redshiftWorkgroup(WORKGROUP)).toEqual({
      state: 'found',
      value: { arn: WORKGROUP, name: 'sales', status: 'AVAILABLE' },
    })
  })

  test('is missing when no workgroup has the ARN, denied by a refusal, failed when there is no list', async () => {
    workgroups.on(ListWorkgroupsCommand).resolves({ workgroups: [] })
    expect(await redshiftWorkgroup(WORKGROUP)).toEqual({ state: 'missing' })
    workgroups.on(ListWorkgroupsCommand).rejects(noAccess)
    expect(await redshiftWorkgroup(WORKGROUP)).toMatchObject({ action: 'redshift-serverless:ListWorkgroups' })
    workgroups.on(ListWorkgroupsCommand).resolves({} as never)
    expect(await redshiftWorkgroup(WORKGROUP)).toMatchObject({ state: 'failed' })
  })
})
