import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'ar',
  rtl: true,
  title: 'اربط حسابك',
  close: 'إغلاق',
  cancel: 'إلغاء',
  frame: 'تسجيل الدخول لدى مزوّدك',
  opening: 'جارٍ فتح اتصال آمن',
  slow: 'ما زلنا نعمل. قد يستغرق هذا لحظات.',
  unresponsive: 'الصفحة لا تستجيب. يمكنك الانتظار، أو الإغلاق والمحاولة مجددًا.',
  reconnecting: 'جارٍ إعادة الاتصال. تقدّمك محفوظ.',
  offline: 'أنت غير متصل بالإنترنت. سنتابع فور عودتك.',
  failed: 'لم ينجح ذلك. جارٍ الإغلاق.',
  ask: 'هل تريد الإغلاق؟ لم يكتمل تسجيل دخولك.',
  keep: 'متابعة',
  connected: 'تم ربط حسابك',
  app: 'العودة إلى التطبيق',
};
