/** Terms that every application shows: what a case's status is called. */
export const zh = {
  'status.pending_verify': '待核实',
  'status.forced_close': '强制结案',
  'status.merged': '已并案',
  'status.pending_register': '待立案',
  'status.not_accepted': '不予受理',
  'status.pending_dispatch': '待派遣',
  'status.pending_handle': '待处置',
  'status.handling': '处置中',
  'status.suspended': '挂账',
  'status.pending_check': '待核查',
  'status.pending_close': '待结案',
  'status.closed': '已结案',
  'status.cancelled': '作废',
};

export const en: typeof zh = {
  'status.pending_verify': 'To be looked at',
  'status.forced_close': 'Closed by force',
  'status.merged': 'Merged',
  'status.pending_register': 'To be filed',
  'status.not_accepted': 'Not accepted',
  'status.pending_dispatch': 'To be dispatched',
  'status.pending_handle': 'To be handled',
  'status.handling': 'Being handled',
  'status.suspended': 'Suspended',
  'status.pending_check': 'To be checked',
  'status.pending_close': 'To be closed',
  'status.closed': 'Closed',
  'status.cancelled': 'Cancelled',
};
