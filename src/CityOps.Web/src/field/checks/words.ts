/** Routine checks that are due. */
export const zh = {
  'checks.title': '周期检查',
  'checks.late': '已逾期，可补检至 {day}',
  'checks.today': '今天截止',
  'checks.open': '截止 {day}',
  'checks.gone': '这项检查不在您的待办中。',
  'checks.near': '距设施 {far}，可以检查',
  'checks.far': '距设施 {far}，超过 {most} 米：检查会被标记',
  'checks.noFix': '正在定位…',
  'checks.denied': '无法取得位置，请允许定位后再检查。',
  'checks.note': '备注',
  'checks.make': '完成检查',
  'checks.kept': '已保存，有网即发',
  'checks.noForm': '检查表还没有下载，请联网后再填。',
};

export const en: typeof zh = {
  'checks.title': 'Routine checks',
  'checks.late': 'Late: can be made until {day}',
  'checks.today': 'Due today',
  'checks.open': 'Due by {day}',
  'checks.gone': 'This check is not in your hands.',
  'checks.near': '{far} from it: near enough',
  'checks.far': '{far} from it, more than {most} m: the check will be flagged',
  'checks.noFix': 'Looking for your position…',
  'checks.denied': 'There is no position: allow it, then check.',
  'checks.note': 'Note',
  'checks.make': 'Check made',
  'checks.kept': 'Kept; it goes as soon as there is a line',
  'checks.noForm': 'The form is not on this phone yet: go online, then fill it in.',
};
