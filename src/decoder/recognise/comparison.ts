// Words that set one dump against another: both are shown, and never joined into one stream.

/** Pairs such as expected and actual, before and after, in several languages. */
const comparing =
  /(?<![\p{L}\d])(?:expect(?:ed|s|ing)?|actual(?:ly)?|instead|should (?:be|have)|supposed|before|after|good|bad|works?|working|does(?: not|n[’']t)|fails?|failing|failed|broken|correct|incorrect|wrong|right one|old|new|original|modified|same as|versus|vs|erwartet|tatsächlich|vorher|nachher|statt|funktioniert|esperad[oa]|obtenid[oa]|antes|después|funciona|attendue?s?|obtenue?s?|avant|après|marche)(?![\p{L}\d])|期待|実際|变更前|变更后|期望|实际|ожида|фактическ|до прокси|после прокси/iu;

/** Whether the words before a dump set it against another. */
export function isComparing(label: string): boolean {
  return comparing.test(label);
}

const goesOn =
  /(?<![\p{L}\d])(?:then|afterwards|followed by|next|later|finally|and the rest|continued|danach|dann|anschließend|puis|ensuite|luego|después de eso|затем|потом)(?![\p{L}\d])|然后|その後|次に/iu;

/** Whether the words before a dump say that it follows the one before in the same stream. */
export function isContinuing(label: string): boolean {
  return goesOn.test(label);
}

/** A label has few characters: a longer line is a sentence, or something else. */
const maxLabelLength = 80;
const heading =
  /^\s*(?:#{1,6}\s|\*\*|__|[-*]\s)?[^\n]*?:\s*(?:\*\*|__)?\s*$|^\s*(?:#{1,6}\s\S|\*\*[^*]+\*\*\s*$)/;

/** Whether a line without bytes is the label of what follows, and sets it against another dump. */
export function isComparingLabel(line: string): boolean {
  return line.length <= maxLabelLength && heading.test(line) && isComparing(line);
}
