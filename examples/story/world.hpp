// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "beckon/delivery/courier.hpp"
#include "beckon/service/service.hpp"
#include "labels.hpp"
#include "mailbox.hpp"
#include "one_account_store.hpp"
#include "own_schema.hpp"
#include "step.hpp"

namespace story {

/// The beginning of every link of a story.
extern const std::string base_url;

/// Everything that a story acts on: the library, set up as the first line of the story says.
class World {
    std::optional<OwnSchema> schema_;  // First, because it must outlive the store that is in it.

public:
    /// `store`, if given, replaces the one in the line: "memory", "sqlite:PATH" or "postgres:DSN". Throws `StoryError`
    /// if the line is wrong, or the store cannot be opened.
    World(const Step& config, const std::optional<std::string>& store);

    // The clock of the service and the courier reads this, so it must stay in its place.
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World() = default;

    beckon::AccountId account;
    beckon::Instant now;
    Labels labels;
    Mailbox mailbox;
    beckon::Policy policy;
    std::unique_ptr<beckon::Store> store;
    OneAccountStore outbox;
    beckon::Service service;
    beckon::Courier courier;

private:
    /// Returns an id that the database has never seen, although every run of a story makes the same ones: the n-th
    /// after the events that the account already has.
    beckon::UserId new_user_id();

    std::int64_t began_after_;
    int ids_drawn_ = 0;
};

}  // namespace story
