'use strict';

const { everyPage } = require('../lib/pages');

const perform = async (z) => {
  const rows = await everyPage(z, '/products');
  // Several sources may tell of one product; a choice goes by the ID that they share.
  const products = new Map(rows.map((row) => [row.external_id, row]));
  return [...products.values()].map(({ id, external_id, name }) => ({
    id,
    external_id,
    name: name || external_id,
  }));
};

module.exports = {
  key: 'product',
  noun: 'Product',
  display: {
    label: 'Products',
    description: 'Fills the choice of products in other steps.',
    hidden: true,
  },
  operation: { perform, sample: { id: 1, external_id: 'gold', name: 'Gold' } },
};
