// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/directory.hpp"
#include "beckon/ports/outbox.hpp"
#include "beckon/ports/users.hpp"

namespace beckon {

/// Where users, their history and their outgoing mail are kept: three faces of one object, over one and the same data.
///
/// Every sentence in the three is a check in testing/store_contract.hpp; run it over a store of your own. Threads:
/// every method may be called from any thread at any time. Errors: every method may throw `StoreError`, having changed
/// nothing (`erase` aside), and one that writes `UnknownOutcomeError`, after which it may be done or not. No method of
/// an account sees anything of another account, `claim_mail` excepted. A store knows no rule and reads no clock: times
/// are arguments.
///
/// A small host that can hold an account's users in memory takes its directory from sorting/list_in_memory.hpp.
class Store : public Users, public Outbox, public virtual Directory {};

}  // namespace beckon
