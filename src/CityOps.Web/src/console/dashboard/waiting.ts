import type { CaseQueue } from '../cases/api';
import type { Stage } from '../palette';

/** The queues that a case which is not over stands in, each in one of them, in the order of its way. */
export const openQueues: readonly { queue: string; status: string; stage: Stage }[] = [
  { queue: 'verify', status: 'pending_verify', stage: 'register' },
  { queue: 'file', status: 'pending_register', stage: 'register' },
  { queue: 'dispatch', status: 'pending_dispatch', stage: 'dispatch' },
  { queue: 'accept', status: 'pending_handle', stage: 'handle' },
  { queue: 'handle', status: 'handling', stage: 'handle' },
  { queue: 'check', status: 'pending_check', stage: 'check' },
  { queue: 'close', status: 'pending_close', stage: 'check' },
  { queue: 'suspended', status: 'suspended', stage: 'other' },
];

/** The list of all of them. */
export const openPage = `/cases?status=${openQueues.map(({ status }) => status).join(',')}`;

export const waitingIn = (queues: readonly CaseQueue[] | undefined, wanted: string): number =>
  queues?.find(({ queue }) => queue === wanted)?.cases ?? 0;

export const waitingAtAll = (queues: readonly CaseQueue[] | undefined): number =>
  openQueues.reduce((sum, { queue }) => sum + waitingIn(queues, queue), 0);
