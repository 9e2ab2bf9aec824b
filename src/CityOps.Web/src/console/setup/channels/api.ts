import type { Schemas } from '../../../shared/api.gen';
import { call, readAll } from '../../../shared/http';

export type Channel = Schemas['ChannelItem'];

export type ChannelMessage = Schemas['ChannelMessageItem'];

export type Tested = Schemas['ChannelTested'];

export const channelKinds = ['wecom', 'dingtalk', 'feishu', 'email', 'http'] as const;

export const isRobot = (kind: string) => kind !== 'email' && kind !== 'http';

/** What a rule may name, the most urgent first. */
export const noticeKinds = [
  'power_risk', 'ponding_red', 'ponding_orange', 'ponding_yellow', 'ponding_blue', 'ponding_closed',
  'overdue', 'urged', 'reworked', 'returned', 'dispatched', 'resumed', 'drawn',
  'appeal_granted', 'appeal_refused', 'letter_overdue', 'letter_received', 'letter_answered', 'check_missed',
] as const;

export const readChannels = () => readAll<Channel>('/api/v1/channels');

export const saveChannel = (id: string | null, body: Schemas['ChannelBody']) => (id === null
  ? call<Channel>('/api/v1/channels', { method: 'POST', body })
  : call<Channel>(`/api/v1/channels/${id}`, { method: 'PUT', body }));

export const deleteChannel = (id: string) => call(`/api/v1/channels/${id}`, { method: 'DELETE' });

export const testChannel = (id: string) => call<Tested>(`/api/v1/channels/${id}/test`, { method: 'POST' });

export const readMessages = (id: string, state: string, cursor: string | null) => {
  const query = new URLSearchParams({ limit: '20' });
  if (state) query.set('state', state);
  if (cursor) query.set('cursor', cursor);
  return call<Schemas['PageOfChannelMessageItem']>(`/api/v1/channels/${id}/messages?${query}`);
};

export const resend = (id: string, message: string) =>
  call<ChannelMessage>(`/api/v1/channels/${id}/messages/${message}/resend`, { method: 'POST' });
