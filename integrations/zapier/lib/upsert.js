'use strict';

const { filled } = require('./fields');

// What Forenotice takes in a PUT, which replaces all that was told before. A field that a Zap leaves empty is
// to stay as it is, so what is known is sent along.
const MEMBER =
  'external_id email first_name last_name locale zone country joined_on phone username status contacts billing ' +
  'shipping custom';
const SUBSCRIPTION =
  'external_id order_number standing cancel_at_period_end payer amount interval anchor_day period_key ' +
  'next_payment_on next_payment_at trial_ends_on trial_ends_at term_ends_on cancel_by_on cancel_by_at ' +
  'total_payments payments_made card started_on tags subtotal discount shipping coupon shipping_method quantity ' +
  'addresses links custom';
const MOMENTS = ['next_payment', 'trial_ends', 'cancel_by'];

// Zaps tell facts as the source "api"; what other sources told is theirs.
const SOURCE = 'api';

const pick = (row, names) =>
  filled(Object.fromEntries(names.split(' ').map((name) => [name, row[name]]))) || {};

const known = async (z, path, external_id) => {
  if (!external_id) return undefined;
  const params = { external_id, source: SOURCE };
  return (await z.request(path, { params })).data.items[0];
};

/** The member as known, with what a Zap fills in on top. */
const memberToTell = async (z, told) => {
  const row = await known(z, '/members', told.external_id || told.email);
  return { ...(row && pick(row, MEMBER)), ...told };
};

/** What the source itself said, where somebody has corrected it by hand since: only that is its to repeat. */
const uncorrected = (row) => {
  const said = Object.assign({}, ...row.corrections.map((correction) => correction.source_says));
  const { amount_minor: minor, ...rest } = said;
  const amount =
    minor === undefined
      ? {}
      : { amount: minor === null ? null : { ...pick(row.amount || {}, 'currency'), minor } };
  return { ...row, ...rest, ...amount };
};

/** The subscription as known, with what a Zap fills in on top. */
const subscriptionToTell = async (z, { member, ...told }) => {
  const row = await known(z, '/subscriptions', told.external_id);
  const before = row ? pick(uncorrected(row), SUBSCRIPTION) : {};
  for (const moment of MOMENTS) {
    const [on, at] = [`${moment}_on`, `${moment}_at`];
    if (told[on]) delete before[at];
    else if (before[at]) delete before[on];
  }
  const whose =
    member && (Object.keys(member).join() === 'external_id' ? member : await memberToTell(z, member));
  return {
    ...before,
    ...(row && { product: pick(row.product, 'external_id'), member: pick(row.member, 'external_id') }),
    ...told,
    ...(whose && { member: whose }),
  };
};

const put = async (z, path, body) => (await z.request(path, { method: 'PUT', body })).data;

module.exports = { MEMBER, SUBSCRIPTION, memberToTell, put, subscriptionToTell };
