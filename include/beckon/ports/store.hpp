// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/directory.hpp"
#include "beckon/ports/outbox.hpp"
#include "beckon/ports/users.hpp"

namespace beckon {

/// Keeps users, their history and their outgoing email: three interfaces of one object, over the same data.
///
/// Every sentence in the three is checked by testing/store_contract.hpp. Run it over a store of your own. Threads:
/// every method may be called from any thread at any time. Errors: every method may throw `StoreError`, having changed
/// nothing (except `erase`). A method that writes may throw `UnknownOutcomeError`, after which the write may have
/// happened or not. No method sees anything of another account, except `claim_mail`. A store knows no rule and reads no
/// clock: times are arguments.
///
/// A small host that can hold an account's users in memory can take its directory from sorting/list_in_memory.hpp.
class Store : public Users, public Outbox, public virtual Directory {};

}  // namespace beckon
