// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "beckon/lifecycle/policy.hpp"
#include "beckon/ports/store.hpp"
#include "people.hpp"
#include "post.hpp"

namespace tour {

/// A product that has a policy of its own in the library.
struct Product {
    std::string name;     ///< For people.
    std::string account;  ///< The account that the tour plays in, and the product's name in the table of people.
    beckon::Policy policy;
    beckon::Instant begins;  ///< By the made-up clock.
};

/// Plays the whole lifecycle and prints it. `people` are the administrator, and two who are invited. Throws what the
/// library throws, and std::runtime_error if something does not go as the product promises.
void tour_product(const Product& product, const std::vector<Person>& people, beckon::Store& store, Post& post);

}  // namespace tour
