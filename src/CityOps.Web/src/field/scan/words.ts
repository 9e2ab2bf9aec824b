/** The codes on plates, read by the phone's camera. */
export const zh = {
  'scan.title': '扫描设施二维码',
  'scan.hint': '将二维码放入取景框',
  'scan.photo': '拍照识别',
  'scan.close': '关闭扫码',
  'scan.noCamera': '无法打开摄像头，请拍照识别。',
  'scan.noCode': '照片中没有找到二维码',
  'scan.notOurs': '这不是设施二维码',
};

export const en: typeof zh = {
  'scan.title': 'Scan the code on the plate',
  'scan.hint': 'Hold the code into the frame',
  'scan.photo': 'Take a photo',
  'scan.close': 'Close',
  'scan.noCamera': 'The camera does not open: take a photo of the code.',
  'scan.noCode': 'There is no code in the photo',
  'scan.notOurs': 'This is no code of a facility',
};
