// SPDX-License-Identifier: MIT
#include "service/request_digest.hpp"

#include <sodium.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "beckon/lifecycle/decide.hpp"

namespace beckon::service {

namespace {

/// BLAKE2b over fields, each behind its length, so that no two lists of fields run together.
class Digest {
public:
    Digest() { crypto_generichash_init(&state_, nullptr, 0, 32); }

    void add(std::string_view field) {
        add(static_cast<std::uint64_t>(field.size()));
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(field.data()), field.size());
    }

    void add(std::uint64_t number) {
        std::array<unsigned char, 8> octets{};
        for (unsigned char& octet : octets) {
            octet = static_cast<unsigned char>(number & 0xFFU);
            number >>= 8U;
        }
        crypto_generichash_update(&state_, octets.data(), octets.size());
    }

    void add(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }

    void add(const UserId& id) { crypto_generichash_update(&state_, id.data, id.size()); }

    void add(const std::vector<std::string>& fields) {
        add(static_cast<std::uint64_t>(fields.size()));
        for (const std::string& field : fields) add(std::string_view(field));
    }

    void add(const std::string& field) { add(std::string_view(field)); }

    template <class T>
    void add_if_any(const T& field) {
        add(static_cast<std::uint64_t>(static_cast<bool>(field)));
        if (field) add(*field);
    }

    void add(const EmailAddress& email) { add(std::string_view(email.text())); }

    void add(const Profile& profile) {
        add(profile.name);
        add(profile.locale);
        add(profile.roles);
        add(profile.attributes);
    }

    void add(const Attributes& attributes) {
        add(static_cast<std::uint64_t>(attributes.size()));
        for (const auto& [name, labels] : attributes) {
            add(name);
            add(labels);
        }
    }

    void add(const Duration& duration) { add(std::int64_t{duration.total_microseconds()}); }

    void add(const Terms& terms) {
        add_if_any(terms.validity);
        add_if_any(terms.note);
        add(static_cast<std::uint64_t>(terms.by_hand));
    }

    std::array<std::uint8_t, 32> finish() {
        std::array<std::uint8_t, 32> digest{};
        crypto_generichash_final(&state_, digest.data(), digest.size());
        return digest;
    }

private:
    crypto_generichash_state state_{};
};

struct Values {
    Digest& digest;

    void operator()(const Invite& c) const {
        digest.add(c.email);
        digest.add(c.profile);
        digest.add(c.reference);
        digest.add(c.terms);
    }
    void operator()(const Adopt& c) const {
        digest.add(c.email);
        digest.add(c.profile);
        digest.add(c.reference);
    }
    void operator()(const Resend& c) const { digest.add(c.terms); }
    void operator()(const SendNew& c) const { digest.add(c.terms); }
    void operator()(const Accept& c) const { digest.add_if_any(c.identity); }
    void operator()(const CorrectEmail& c) const {
        digest.add(c.email);
        digest.add(c.terms);
    }
    void operator()(const Edit& c) const {
        digest.add_if_any(c.changes.name);
        digest.add_if_any(c.changes.locale);
        digest.add_if_any(c.changes.roles);
        digest.add(c.changes.attributes);
    }
    template <class Other>
    void operator()(const Other& /*has no values*/) const {}
};

struct Named {
    Digest& digest;

    void operator()(std::monostate /*nobody yet*/) const {}
    template <class Name>
    void operator()(const Name& name) const {
        digest.add(name);
    }
};

struct Asker {
    Digest& digest;

    void operator()(const Host& /*is one*/) const {}
    void operator()(const Member& member) const { digest.add(member.id); }
    void operator()(const LinkHolder& holder) const {
        digest.add(std::uint64_t{holder.link.generation});
        digest.add(std::uint64_t{holder.link.key_id});
    }
};

}  // namespace

RequestDigest digest_of(const Request& request, const Policy& policy) {
    Digest digest;
    digest.add(static_cast<std::uint64_t>(request.subject.index()));
    std::visit(Named{digest}, request.subject);
    digest.add(static_cast<std::uint64_t>(request.commands.size()));
    for (const Command& command : request.commands) {
        digest.add(static_cast<std::uint64_t>(action_of(command)));
        std::visit(Values{digest}, in_spelling_of(policy, command));
    }
    digest.add(static_cast<std::uint64_t>(request.by.index()));
    std::visit(Asker{digest}, request.by);
    digest.add_if_any(request.revision);
    return digest.finish();
}

}  // namespace beckon::service
