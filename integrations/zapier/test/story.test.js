'use strict';

// A Zap's whole life: it listens, hears of a payment that it told of itself, and of the end of that.

const { MEMBER, SUBSCRIPTION } = require('../lib/upsert');
const { App, ask, failure, goLive, pulse, serve } = require('./forenotice');

const due = App.triggers.reminder_due.operation;
const withdrawn = App.triggers.reminder_withdrawn.operation;

/** The day so many days from now. */
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Zapier shows the sample until there is anything real: both have the same names, as deep as both go. */
const sameShape = (sample, real) => {
  expect(Object.keys(sample).sort()).toEqual(Object.keys(real).sort());
  for (const [name, value] of Object.entries(sample)) {
    const isObject = (each) => each !== null && typeof each === 'object' && Object.keys(each).length > 0;
    if (isObject(value) && isObject(real[name]) && !Array.isArray(value)) sameShape(value, real[name]);
  }
};

const heard = [];
const hooks = {};
let zapier;

beforeAll(async () => {
  zapier = await serve((request, body) => {
    heard.push({ path: request.url, body: JSON.parse(body) });
    return [200, {}, '{}'];
  });
});

afterAll(() => zapier.close());

test('a Zap chooses among kinds and products', async () => {
  const kinds = await ask(App.triggers.kind.operation.perform);
  expect(kinds.map((kind) => kind.id)).toContain('card_expiry');
  const products = await ask(App.triggers.product.operation.perform);
  expect(products).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ external_id: 'gold', name: 'Gold' }),
      expect.objectContaining({ external_id: 'silver', name: 'Silver' }),
    ]),
  );
});

test('the app knows what the API takes', async () => {
  const { components } = await ask(async (z) => (await z.request('/openapi.json')).data);
  const takes = (name) => Object.keys(components.schemas[name].properties).sort();
  expect(MEMBER.split(' ').sort()).toEqual(takes('MemberDocument'));
  const further = ['member', 'product'];
  expect([...SUBSCRIPTION.split(' '), ...further].sort()).toEqual(takes('SubscriptionDocument'));
  const kinds = (await ask(App.triggers.kind.operation.perform)).map((kind) => kind.id);
  expect(kinds.sort()).toEqual(components.schemas.DueTold.properties.kind.enum.sort());
});

test('Zaps that are switched on listen', async () => {
  const listen = async (name, operation, inputData) => {
    const targetUrl = `${zapier.address}/${name}`;
    hooks[name] = await ask(operation.performSubscribe, inputData, { targetUrl });
    expect(hooks[name].id).toBeTruthy();
  };
  await listen('due', due, { kinds: ['renewal'], products: ['gold'] });
  await listen('silver', due, { products: ['silver'] });
  await listen('withdrawn', withdrawn, {});
  await goLive();
});

test('a member is told of, and found', async () => {
  const told = {
    external_id: 'M-1',
    email: 'ana@example.org',
    first_name: 'Ana',
    phone: '+33 1 23 45 67 89',
  };
  const made = await ask(App.creates.upsert_member.operation.perform, told);
  expect(made).toMatchObject(told);
  const search = App.searches.find_member.operation.perform;
  expect(await ask(search, { email: 'ana@example.org' })).toEqual([made]);
  expect(await ask(search, { external_id: 'M-1' })).toEqual([made]);
  expect(await ask(search, { email: 'nobody@example.org' })).toEqual([]);
  expect((await failure(ask(search))).message).toContain('Fill in');
  sameShape(App.searches.find_member.operation.sample, made);
});

test('what a Zap leaves empty stays as it was', async () => {
  const { perform } = App.creates.upsert_member.operation;
  const made = await ask(perform, { external_id: 'M-1', last_name: 'Okafor', phone: '' });
  expect(made).toMatchObject({ email: 'ana@example.org', phone: '+33 1 23 45 67 89', last_name: 'Okafor' });
});

test('a subscription is told of, changed, and refused with the place of what is wrong', async () => {
  const { perform } = App.creates.upsert_subscription.operation;
  const told = {
    external_id: 'S-1',
    member_external_id: 'M-1',
    product_external_id: 'gold',
    amount: '49.00',
    currency: 'EUR',
    interval_unit: 'year',
    next_payment_on: inDays(30),
    tags: ['choir'],
  };
  const made = await ask(perform, told);
  expect(made.member).toMatchObject({ external_id: 'M-1', email: 'ana@example.org' });
  const changed = await ask(perform, { external_id: 'S-1', next_payment_on: inDays(5) });
  expect(changed).toMatchObject({
    id: made.id,
    next_payment_on: inDays(5),
    amount: made.amount,
    interval: made.interval,
    tags: ['choir'],
  });
  sameShape(App.creates.upsert_subscription.operation.sample, changed);
  const wrong = await failure(ask(perform, { external_id: 'S-1', next_payment_on: 'soon' }));
  expect(wrong).toMatchObject({ name: 'AppError', status: 422 });
  expect(wrong.message).toMatch(/next payment on: .*YYYY-MM-DD/);
});

test('what somebody set by hand is not taken for what the source says', async () => {
  const { perform } = App.creates.upsert_subscription.operation;
  const { id } = await ask(perform, { external_id: 'S-1', order_number: 'A-1' });
  const send = (method, verb, body) =>
    ask(async (z) => (await z.request(`/subscriptions/${id}${verb}`, { method, body })).data);
  await send('PATCH', '', { amount: { amount: '39.00', currency: 'EUR' } });
  await send('POST', '/pause', {});
  const said = await ask(perform, { external_id: 'S-1', order_number: 'A-2' });
  expect(said).toMatchObject({ standing: 'paused', amount: { amount: '39.00' }, order_number: 'A-2' });
  expect(Object.assign({}, ...said.corrections.map((correction) => correction.source_says))).toEqual({
    amount_minor: 4900,
    cancel_at_period_end: false,
    standing: 'active',
  });
  await send('POST', '/resume');
  const back = await send('DELETE', '/corrections?part=amount');
  expect(back).toMatchObject({ standing: 'active', amount: { amount: '49.00' }, corrections: [] });
});

test('the Zap that asked for it is told once, in the shape that it was shown', async () => {
  await pulse();
  await pulse();
  expect(heard.map((call) => call.path)).toEqual(['/due']);
  const { perform, performList, sample } = due;
  const cleanedRequest = heard[0].body;
  const [told, ...more] = await ask(perform, {}, { cleanedRequest });
  expect(more).toEqual([]);
  expect(told).toMatchObject({
    due: { kind: 'renewal', on: inDays(5) },
    payment: { amount: { amount: '49.00', currency: 'EUR' } },
    member: { id: 'M-1', email: 'ana@example.org', last_name: 'Okafor' },
    subscription: { id: 'S-1' },
  });
  const listed = await ask(performList, { kinds: ['renewal'], products: ['gold'] });
  expect(listed).toEqual([told]);
  expect(await ask(performList, { products: ['silver'] })).toEqual([]);
  sameShape(sample, told);
});

test('a payment marked as paid takes the reminder back', async () => {
  const { perform } = App.creates.record_payment.operation;
  const paid = await ask(perform, { external_id: 'S-1', due_on: inDays(5) });
  expect(paid).toMatchObject({ due_on: inDays(5), is_new: true });
  expect(await ask(perform, { external_id: 'S-1', due_on: inDays(5) })).toMatchObject({ is_new: false });
  expect((await failure(ask(perform, { external_id: 'S-2' }))).message).toContain('"S-2"');
  await pulse();
  expect(heard.map((call) => call.path)).toEqual(['/due', '/withdrawn']);
  const [told] = await ask(withdrawn.perform, {}, { cleanedRequest: heard[1].body });
  expect(told).toMatchObject({ id: heard[0].body.data.id, reason: 'paid' });
  expect(await ask(withdrawn.performList)).toEqual([told]);
  sameShape(withdrawn.sample, told);
});

test('a Zap that is switched off listens no more, however often it says so', async () => {
  for (const operation of [due.performUnsubscribe, due.performUnsubscribe]) {
    await ask(operation, {}, { subscribeData: hooks.due });
  }
  const { items } = await ask(async (z) => (await z.request('/hooks')).data);
  expect(items.map((hook) => hook.id)).toEqual([hooks.silver.id, hooks.withdrawn.id]);
});
