'use strict';

const MOST_PAGES = 10;

/** Every row of a list, up to a thousand; more than anybody reads in a choice. */
const everyPage = async (z, path) => {
  const rows = [];
  let cursor;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const params = { limit: 100, ...(cursor && { cursor }) };
    const { data } = await z.request(path, { params });
    rows.push(...data.items);
    // Its address is Forenotice's own name for itself, which need not be the one that Zapier uses.
    cursor = data.next && new URL(data.next).searchParams.get('cursor');
    if (!cursor) break;
  }
  return rows;
};

module.exports = { everyPage };
