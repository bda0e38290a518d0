/*
 * Sentences that scripts show. The layout writes them, translated, into <body data-words='{"network": "..."}'>;
 * scripts hold none of their own, so that both languages stay complete.
 */
export function word(key) {
  const words = JSON.parse(document.body.dataset.words ?? "{}");
  return words[key] ?? key;
}
