/**
 * Closes a truncated JSON value after its last complete element or member.
 * `null` when no element or member is complete.
 */
export function repairJson(text: string): string | null {
  /** The closing brackets of what is open, innermost last. Each change of it is a place to close the value. */
  const closing: string[] = [];
  let inString = false;
  let safeLength = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
      continue;
    }
    if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      closing.push(char === '{' ? '}' : ']');
      safeLength = i + 1;
    } else if (char === '}' || char === ']') {
      closing.pop();
      safeLength = i + 1;
    } else if (char === ',') safeLength = i;
  }
  return safeLength === 0 ? null : text.slice(0, safeLength) + closing.reverse().join('');
}

/** Parses a value; a truncated one up to its last complete member. `undefined` when it is not JSON. */
export function parseLenient(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const repaired = repairJson(text);
    if (repaired === null) return undefined;
    try {
      return JSON.parse(repaired);
    } catch {
      return undefined;
    }
  }
}
