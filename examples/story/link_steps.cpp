// SPDX-License-Identifier: MIT
#include "link_steps.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "beckon/addresses/read_address.hpp"
#include "reading_steps.hpp"
#include "story_error.hpp"
#include "user_steps.hpp"

namespace story {

using namespace beckon;

namespace {

std::uint64_t number_behind(std::string_view kind, std::string_view how) {
    how.remove_prefix(kind.size());
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(how.data(), how.data() + how.size(), number);
    if (error != std::errc{} || end != how.data() + how.size()) {
        throw StoryError("how", "a whole number stands behind \"" + std::string(kind) + "\"");
    }
    return number;
}

std::string tampered(std::string token, std::string_view how) {
    constexpr std::string_view flip = "flip:";
    constexpr std::string_view cut = "cut:";
    constexpr std::string_view append = "append:";
    if (how.starts_with(flip)) {
        const std::uint64_t number = number_behind(flip, how);
        if (token.empty()) throw StoryError("how", "the link has no bits left");
        const std::size_t bit = number % (8 * token.size());
        token[bit / 8] = static_cast<char>(static_cast<unsigned char>(token[bit / 8]) ^ (1U << (bit % 8)));
    } else if (how.starts_with(cut)) {
        const std::uint64_t number = number_behind(cut, how);
        token.resize(number < token.size() ? token.size() - number : 0);
    } else if (how.starts_with(append)) {
        token += how.substr(append.size());
    } else {
        throw StoryError("how", "must be \"flip:N\", \"cut:N\" or \"append:TEXT\"");
    }
    return token;
}

}  // namespace

Answer check(World& world, const Step& step) {
    const LinkReport report = world.service.check_link(world.labels.link(step.text("link")));
    Answer answer = yes();
    answer["link_state"] = code(report.presented);
    answer["message"] = report.message;
    answer["remedy"] = code_or_null(report.refusal ? report.refusal->remedy : Remedy::none);
    if (report.actual != report.presented) answer["actual"] = code(report.actual);
    if (report.actual == LinkState::valid) answer["expires_at"] = text_or_null(report.expires_at);
    return answer;
}

Answer open(World& world, const Step& step) {
    return with_status(world, world.service.begin_setup(world.labels.link(step.text("link"))));
}

Answer decline(World& world, const Step& step) {
    return with_status(world, world.service.decline(world.labels.link(step.text("link"))));
}

Answer accept(World& world, const Step& step) {
    const std::string& token = world.labels.link(step.text("link"));
    std::optional<EmailAddress> identity;
    if (const auto text = step.text_if("identity")) {
        auto parsed = read_address(*text, Field::identity);
        if (!parsed) return no(parsed.error());
        identity = *std::move(parsed);
    }
    const auto acceptance = world.service.accept(token, identity);
    if (!acceptance) return no(acceptance.error());
    Answer answer = with_status(world, acceptance->user);
    answer["user"] = name_of(world, acceptance->user);
    answer["first"] = acceptance->first;
    return answer;
}

Answer tamper(World& world, const Step& step) {
    const std::string& token = world.labels.link(step.text("link"));
    const std::string label = step.text("as");
    world.labels.bind_link(label, tampered(token, step.text("how")));
    return yes();
}

}  // namespace story
