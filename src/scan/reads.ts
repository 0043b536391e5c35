import type { ReadName } from '../aws/account.js'

/**
 * What a scan reads beside what its checks read: where the rules are, and the roles of the account together. Without the last
 * one each role is read by itself.
 */
export const SCAN_READS: readonly ReadName[] = ['buses', 'rules', 'rolePage']
