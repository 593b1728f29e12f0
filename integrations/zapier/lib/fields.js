'use strict';

const isEmpty = (value) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** What a person filled in, without the fields left empty; undefined when nothing is left. */
const filled = (fields) => {
  const kept = Object.entries(fields).filter(([, value]) => !isEmpty(value));
  return kept.length ? Object.fromEntries(kept) : undefined;
};

/** A field of a form that may be left empty. */
const text = (key, label, further = {}) => ({ key, label, type: 'string', required: false, ...further });

module.exports = { filled, text };
