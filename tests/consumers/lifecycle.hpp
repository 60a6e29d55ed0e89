// SPDX-License-Identifier: MIT
#pragma once

#include <beckon/beckon.hpp>
#include <string>
#include <string_view>

/// Whether an invitation into this store can be accepted by its link, once.
inline bool invites_and_accepts(beckon::Store& store) {
    using namespace beckon;
    constexpr std::string_view base = "https://app.example.test/i/";
    const auto account = AccountId::parse("acme").value();
    const auto describe = [=](const AccountId&) {
        return AccountDescription{.name = "Acme",
                                  .support_contact = "help@example.test",
                                  .base_url = std::string(base),
                                  .from = EmailAddress::parse("invitations@example.test").value()};
    };
    Service service(
        store, {.policy = policies::recommended(), .keys = KeyRing({SigningKey::random(1)}), .describe = describe});

    const NewUser deirdre{.email = EmailAddress::parse("deirdre@example.test").value(),
                          .profile = {.name = "Deirdre", .roles = {"Agent"}, .teams = {}, .inboxes = {}, .locale = {}}};
    const auto invited = service.invite(account, deirdre, Host{});
    if (!invited) return false;
    const auto copied = service.copy_link(account, invited->id, Host{});
    if (!copied) return false;
    const auto accepted = service.accept(std::string_view(copied->url).substr(base.size()));
    return accepted && accepted->first && std::holds_alternative<Active>(store.load(account, invited->id)->state);
}
