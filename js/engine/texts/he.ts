import type { Texts } from '../../generated/passage_web.js';

export const texts: Texts = {
  lang: 'he',
  rtl: true,
  title: 'חיבור החשבון שלך',
  close: 'סגירה',
  cancel: 'ביטול',
  frame: 'כניסה אצל הספק שלך',
  opening: 'נפתח חיבור מאובטח',
  slow: 'הפעולה נמשכת. זה עשוי לקחת רגע.',
  unresponsive: 'הדף אינו מגיב. אפשר להמתין, או לסגור ולנסות שוב.',
  reconnecting: 'החיבור מתחדש. ההתקדמות שלך נשמרה.',
  offline: 'אין חיבור לאינטרנט. נמשיך ברגע שהוא יחזור.',
  failed: 'זה לא הצליח. החלון נסגר.',
  ask: 'לסגור? הכניסה עדיין לא הושלמה.',
  keep: 'המשך',
  connected: 'החשבון חובר',
  app: 'חזרה לאפליקציה',
};
