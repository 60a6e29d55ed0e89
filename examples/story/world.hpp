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

/// Where every link of a story begins.
extern const std::string base_url;

/// Everything that a story acts on: the library, set up as the story's first line says.
class World {
    std::optional<OwnSchema> schema_;  // First, since it goes away after the store that is in it.

public:
    /// `store`, where given, stands for the one in the line: "memory", "sqlite:PATH" or "postgres:DSN". Throws
    /// `StoryError` where the line is wrong, or the store cannot be opened.
    World(const Step& config, const std::optional<std::string>& store);

    // Read by the clock of the service and the courier, so it stays where it is.
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
    /// An id that the database has never met, though every run of a story gives the same: the n-th after the events
    /// that the account has already.
    beckon::UserId new_user_id();

    std::int64_t began_after_;
    int ids_drawn_ = 0;
};

}  // namespace story
