/* The sentence of a refusal: the element marked data-refusal in the answer, or one for the status. */
import { word } from "./words.js";

export function sentenceOf({ status, responseText }) {
  const answer = new DOMParser().parseFromString(responseText ?? "", "text/html");
  const said = answer.querySelector("[data-refusal]")?.textContent.trim();
  if (said) return said;
  if (status === 401) return word("signed_out");
  if (status === 403) return word("forbidden");
  return word(status === 404 ? "missing" : "failed");
}
