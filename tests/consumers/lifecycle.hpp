// SPDX-License-Identifier: MIT
#pragma once

#include <beckon/beckon.hpp>

/// Whether an invitation into this store can be accepted by its link, once.
inline bool invites_and_accepts(beckon::Store& store) {
    using namespace beckon;
    const auto account = AccountId::parse("acme").value();
    Service service(store, {.policy = policies::recommended(), .keys = KeyRing({SigningKey::random(1)})});

    const NewUser deirdre{.email = EmailAddress::parse("deirdre@example.test").value(),
                          .profile = {.name = "Deirdre", .locale = {}, .roles = {"Agent"}}};
    const auto invited = service.invite(account, deirdre, Host{});
    if (!invited) return false;
    const auto copied = service.copy_link(account, invited->id, Host{});
    if (!copied) return false;
    const auto accepted = service.accept(copied->token);
    return accepted && accepted->first && std::holds_alternative<Active>(store.load(account, invited->id)->state);
}
