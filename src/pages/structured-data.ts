// schema.org objects for the pages (https://schema.org), as search engines read them.

/** A page as an article. */
export function article(heading: string, description: string, about: string): object {
  return {
    '@type': 'TechArticle',
    headline: heading,
    description,
    about,
    inLanguage: 'en',
    isAccessibleForFree: true,
    author: { '@type': 'Organization', name: 'Framescope' },
  };
}

/** Questions with their answers, in plain words that the page shows. */
export function questions(list: readonly { question: string; answer: string }[]): object {
  return {
    '@type': 'FAQPage',
    mainEntity: list.map(({ question, answer }) => ({
      '@type': 'Question',
      name: question,
      acceptedAnswer: { '@type': 'Answer', text: answer },
    })),
  };
}

/** A task with its steps. */
export function howTo(name: string, description: string, steps: readonly string[]): object {
  return {
    '@type': 'HowTo',
    name,
    description,
    step: steps.map((text, at) => ({ '@type': 'HowToStep', position: at + 1, text })),
  };
}

/** The list of the pages of a group. */
export function itemList(name: string, entries: readonly { name: string }[]): object {
  return {
    '@type': 'ItemList',
    name,
    numberOfItems: entries.length,
    itemListElement: entries.map((entry, at) => ({
      '@type': 'ListItem',
      position: at + 1,
      name: entry.name,
    })),
  };
}
