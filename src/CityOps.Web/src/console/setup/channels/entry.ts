import type { Schemas } from '../../../shared/api.gen';
import { orNull } from '../api';
import { isRobot, type Channel } from './api';

/** What a template is filled in with; the secret last. */
export const placeholders = ['phone', 'phones', 'text', 'title', 'number', 'count', 'id', 'secret']
  .map((name) => `{{${name}}}`)
  .join(' ');

export interface RuleEntry {
  kinds: string[];
  town: string;
  organisation: string;
  quietFrom: string;
  quietTo: string;
}

export const newRule = (): RuleEntry => ({ kinds: [], town: '', organisation: '', quietFrom: '', quietTo: '' });

/** A channel as it is entered, without what is secret. */
export function shown(channel: Channel | null) {
  const { email, http } = channel ?? {};
  return {
    name: channel?.name ?? '',
    kind: channel?.kind ?? 'wecom',
    prefix: channel?.prefix ?? '',
    enabled: !channel?.disabled,
    host: email?.host ?? '',
    port: email?.port?.toString() ?? '',
    tls: email?.tls ?? 'tls',
    user: email?.user ?? '',
    from: email?.from ?? '',
    method: http?.method ?? 'POST',
    url: http?.url ?? '',
    headers: Object.entries(http?.headers ?? {}).map(([name, value]) => `${name}: ${value}`).join('\n'),
    contentType: http?.contentType ?? 'application/json',
    body: http?.body ?? '{"phone":"{{phone}}","content":"{{text}}"}',
    successPath: http?.successPath ?? '',
    successValue: http?.successValue ?? '',
    recipients: (channel?.recipients ?? []).join('\n'),
    rules: (channel?.rules ?? []).map((rule): RuleEntry => ({
      kinds: [...rule.kinds ?? []],
      town: rule.town ?? '',
      organisation: rule.organisation ?? '',
      quietFrom: rule.quietFrom?.slice(0, 5) ?? '',
      quietTo: rule.quietTo?.slice(0, 5) ?? '',
    })),
  };
}

export function entered(form: ReturnType<typeof shown>): Schemas['ChannelBody'] {
  return {
    name: form.name,
    kind: form.kind,
    prefix: orNull(form.prefix),
    address: null,
    secret: null,
    email: form.kind !== 'email' ? null : {
      host: form.host.trim(),
      port: form.port.trim() === '' ? null : Number(form.port),
      tls: form.tls,
      user: orNull(form.user),
      from: form.from.trim(),
    },
    http: form.kind !== 'http' ? null : {
      method: form.method,
      url: form.url.trim(),
      headers: headersOf(form.headers),
      contentType: orNull(form.contentType),
      body: form.method === 'GET' ? null : orNull(form.body),
      successPath: orNull(form.successPath),
      successValue: orNull(form.successValue),
    },
    recipients: isRobot(form.kind) ? null : linesOf(form.recipients),
    rules: form.rules.map((rule) => ({
      kinds: rule.kinds,
      town: orNull(rule.town),
      organisation: orNull(rule.organisation),
      quietFrom: orNull(rule.quietFrom),
      quietTo: orNull(rule.quietTo),
    })),
    disabled: !form.enabled,
  };
}

const linesOf = (text: string) => text.split(/[\n,，、;；]+/).map((line) => line.trim()).filter(Boolean);

function headersOf(text: string): Record<string, string> {
  const pairs = text.split('\n').filter((line) => line.includes(':')).map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}
