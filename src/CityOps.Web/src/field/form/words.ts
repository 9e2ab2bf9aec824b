/** A form's questions. */
export const zh = {
  'form.fillIn': '还有 {n} 项需要填写',
  'form.fault.missing': '必填',
  'form.fault.kind': '请填写数字，小数位不要过多',
  'form.fault.bounds': '超出允许范围',
};

export const en: typeof zh = {
  'form.fillIn': '{n} more to fill in',
  'form.fault.missing': 'To be answered',
  'form.fault.kind': 'A number, with no more decimals than asked for',
  'form.fault.bounds': 'Out of bounds',
};
