import type { Schemas } from '../../../shared/api.gen';
import { call, readAll } from '../../../shared/http';
import { segment } from '../api';

export type Gateway = Schemas['GatewayItem'];

export type GatewaySecret = Schemas['GatewaySecret'];

export const readAllGateways = () => readAll<Gateway>('/api/v1/gateways');

export const addGateway = (id: string, name: string) =>
  call<GatewaySecret>('/api/v1/gateways', { method: 'POST', body: { id, name } });

export const saveGateway = (id: string, body: Schemas['GatewayBody']) =>
  call<Gateway>(`/api/v1/gateways/${segment(id)}`, { method: 'PUT', body });

/** The old secret is taken as well for so many hours more. */
export const rotateSecret = (id: string, overlapHours: number) =>
  call<GatewaySecret>(`/api/v1/gateways/${segment(id)}/secret?overlapHours=${overlapHours}`, { method: 'POST' });
