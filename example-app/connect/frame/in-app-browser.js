// Browsers inside of apps. Their password managers and stored logins are not there, some providers refuse them
// (https://developers.googleblog.com/en/upcoming-security-changes-to-googles-oauth-20-authorization-endpoint-in-embedded-webviews), and
// the app can read what is typed (RFC 8252, 8.12).

/** What their user agents say. */
const MARKS = [
  // Android's WebView, in any app: Android Compatibility Definition, 3.4.1, C-1-3.
  /; wv\)/,
  // Apps that name themselves, as listed in ua-parser/uap-core, regexes.yaml.
  /\bFB_IAB\b|\bFBA[NV]\b/,
  /\bInstagram\b/,
  /\bBytedanceWebview\b|\bmusical_ly/,
  /\bLine\//,
  /\bMicroMessenger\//,
  /\bSnapchat\//,
  /\[Pinterest\//,
  /\bTwitter for iP|\bTwitterAndroid\b/,
  /\bKAKAOTALK\b/,
  // Any other app on an iPhone or iPad: WKWebView leaves out what Safari, and the app's own sheet of Safari, put at the end.
  /^(?=.*\b(iPhone|iPad|iPod)\b)(?=.*AppleWebKit)(?!.*Safari\/)/,
];

/** Whether a user agent is that of an app's own browser. */
export function isInAppBrowser(userAgent) {
  return MARKS.some((mark) => mark.test(userAgent));
}
