import type { Label } from './toilet';

const zh = {
  other: 'English',
  kind: '您要反馈什么？',
  star1: '很差',
  star2: '较差',
  star3: '一般',
  star4: '满意',
  star5: '很满意',
  more: '补充说明（选填）',
  words: '哪个位置、什么情况',
  photo: '拍照',
  photoRemove: '删除照片',
  photoBad: '照片“{0}”无法读取，没有加入。',
  photoAgain: '重新拍摄或选择',
  photosMost: '最多 3 张照片，{0}没有加入。',
  and: '、',
  phone: '手机号，仅用于回访',
  submit: '提交反馈',
  needKind: '请选择反馈内容',
  needStars: '请打分',
  preparing: '照片处理中…',
  sending: '正在提交…',
  saved: '网络不通，已保存在手机里',
  savedHint: '有网络时会自动提交，也可以稍后重新扫码打开本页。',
  retry: '现在重试',
  busy: '提交的人较多，稍后自动重试',
  sentNow: '之前保存的反馈已提交：{0} ',
  refused: '之前的反馈没有被接收：{0}',
  correct: '修改后再交',
  discard: '删除',
  done: '反馈已收到',
  praised: '谢谢您的表扬',
  receipt: '回执编号',
  receiptHint: '凭此页可随时查看处理结果，请收藏或复制链接。',
  copy: '复制链接',
  copied: '已复制',
  photosComing: '照片上传中 {0}/{1}，请暂时不要关闭页面',
  photosLater: '照片会在网络恢复后继续上传',
  photosLost: '照片“{0}”没有上传成功，文字反馈不受影响。',
  progress: '处理进度',
  content: '反馈内容',
  refresh: '刷新',
  readFailed: '暂时无法查询，请检查网络',
  next: '继续反馈',
  mine: '我的反馈',
  privacy: '个人信息说明',
  privacyWhat: '仅保存您填写的内容、照片和自愿留下的手机号。手机号加密保存、只用于回访，查看须说明原因并留痕。',
  privacyHow: '手机号在案件办结且满 {0} 天后自动删除。凭回执编号和手机号，可在回执页查看、导出或删除您的个人信息。',
  own: '我的个人信息',
  ownHint: '请输入反馈时留下的手机号',
  ownPhone: '手机号',
  ownExport: '导出（JSON）',
  ownErase: '删除我的个人信息',
  ownSure: '手机号、文字和位置将被删除，反馈本身继续办理。再点一次确认删除。',
  footer: '城市管理部门 · 紧急情况请拨打 12345',
};

const en: typeof zh = {
  other: '中文',
  kind: 'What is it about?',
  star1: 'Very bad',
  star2: 'Bad',
  star3: 'Fair',
  star4: 'Good',
  star5: 'Very good',
  more: 'Details (optional)',
  words: 'Where exactly, and what',
  photo: 'Photo',
  photoRemove: 'Remove the photo',
  photoBad: 'The photo “{0}” cannot be read and was left out.',
  photoAgain: 'Take or choose it again',
  photosMost: '3 photos are the most; left out: {0}.',
  and: ', ',
  phone: 'Phone, only to call back',
  submit: 'Send',
  needKind: 'Choose what it is about',
  needStars: 'Give a rating',
  preparing: 'Preparing the photo…',
  sending: 'Sending…',
  saved: 'No network: kept on your phone',
  savedHint: 'It is sent by itself once there is a network; you can also scan the code again later.',
  retry: 'Try now',
  busy: 'Many people are sending; trying again soon',
  sentNow: 'Feedback kept earlier has been sent: {0} ',
  refused: 'Earlier feedback was not accepted: {0}',
  correct: 'Correct and send',
  discard: 'Discard',
  done: 'We have received it',
  praised: 'Thank you for the praise',
  receipt: 'Receipt',
  receiptHint: 'This page shows what comes of it. Keep or copy its link.',
  copy: 'Copy the link',
  copied: 'Copied',
  photosComing: 'Uploading photos {0}/{1}, please keep the page open',
  photosLater: 'The photos follow once there is a network',
  photosLost: 'The photo “{0}” could not be uploaded; your words have arrived.',
  progress: 'Progress',
  content: 'Your feedback',
  refresh: 'Refresh',
  readFailed: 'It cannot be looked up now; check the network',
  next: 'Send another',
  mine: 'My feedback',
  privacy: 'Your data',
  privacyWhat: 'We keep what you write, your photos and, if you leave it, your phone number: '
    + 'encrypted, only to call back, and seen only for a reason that is recorded.',
  privacyHow: 'The number is deleted {0} days later, once the matter is closed. '
    + 'With your receipt and number you can see, export or erase your data on the receipt page.',
  own: 'My data',
  ownHint: 'Enter the phone number that you left',
  ownPhone: 'Phone number',
  ownExport: 'Export (JSON)',
  ownErase: 'Erase my data',
  ownSure: 'Number, words and place will be erased; the matter goes on. Tap again to erase.',
  footer: 'City management · in an emergency call 12345',
};

const remembered = 'cityops-language';
let english = recall() === 'en';

export type Word = keyof typeof zh;

export function t(word: Word, ...values: (string | number | undefined)[]): string {
  return (english ? en : zh)[word].replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
}

export function inWords({ zh, en }: Label): string {
  return english ? (en ?? zh) : zh;
}

export function switchLanguage(): void {
  english = !english;
  try {
    localStorage.setItem(remembered, english ? 'en' : 'zh-CN');
  } catch {
    // Private windows may have no storage; then the choice lasts as long as the page.
  }
}

export function isEnglish(): boolean {
  return english;
}

export function languageTag(): string {
  return english ? 'en' : 'zh-CN';
}

function recall(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}
