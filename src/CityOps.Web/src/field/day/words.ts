/** What was written today, and what became of it. */
export const zh = {
  'day.empty': '还没有上报',
  'day.unsent': '未送达',
  'day.sent': '已送达',
  'day.status': '案件状态',
  'day.written': '记录时间',
  'day.arrived': '送达时间',
  'day.number': '案件编号',
  'day.abandoned': '长时间无动静，服务器已代为结束',
};

export const en: typeof zh = {
  'day.empty': 'Nothing reported yet',
  'day.unsent': 'On the way',
  'day.sent': 'Arrived',
  'day.status': 'Case status',
  'day.written': 'Written',
  'day.arrived': 'Arrived',
  'day.number': 'Case number',
  'day.abandoned': 'It gave no sign of life; the server ended it',
};
