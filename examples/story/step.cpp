// SPDX-License-Identifier: MIT
#include "step.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <utility>

#include "story_error.hpp"

namespace story {

namespace json = boost::json;

namespace {

std::string as_text(std::string_view key, const json::value& value) {
    const auto* text = value.if_string();
    if (text == nullptr) throw StoryError(key, "must be a text");
    return {text->data(), text->size()};
}

std::vector<std::string> as_texts(std::string_view key, const json::value& value) {
    const auto* array = value.if_array();
    if (array == nullptr) throw StoryError(key, "must be a list of texts");
    std::vector<std::string> texts;
    for (const json::value& each : *array) {
        if (!each.is_string()) throw StoryError(key, "must be a list of texts");
        texts.push_back(as_text(key, each));
    }
    return texts;
}

json::object parse_line(std::string_view line) {
    boost::system::error_code error;
    json::value value = json::parse(line, error);
    if (error) throw StoryError({}, "this is not JSON: " + error.message());
    if (!value.is_object()) throw StoryError({}, "this is not a JSON object");
    return std::move(value.get_object());
}

}  // namespace

Step::Step(std::string_view line) : object_(parse_line(line)), verb_(text("do")) {}

void Step::allow_only(const std::vector<std::string_view>& keys) const {
    for (const auto& member : object_) {
        const std::string_view key = member.key();
        const bool known = key == "do" || std::find(keys.begin(), keys.end(), key) != keys.end();
        if (!known) throw StoryError(key, "the step \"" + verb_ + "\" has no such key");
    }
}

std::string Step::text(std::string_view key) const {
    auto text = text_if(key);
    if (!text) throw StoryError(key, "missing");
    return *std::move(text);
}

std::optional<std::string> Step::text_if(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) return std::nullopt;
    return as_text(key, *value);
}

std::optional<std::vector<std::string>> Step::texts_if(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) return std::nullopt;
    return as_texts(key, *value);
}

std::optional<std::size_t> Step::number_if(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) return std::nullopt;
    boost::system::error_code error;
    const auto number = value->is_number() ? value->to_number<std::size_t>(error) : 0;
    if (!value->is_number() || error) throw StoryError(key, "must be a whole number, 0 or more");
    return number;
}

std::optional<bool> Step::flag_if(std::string_view key) const {
    const json::value* value = object_.if_contains(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_bool()) throw StoryError(key, "must be true or false");
    return value->get_bool();
}

std::optional<Step::By> Step::by_if() const {
    const json::value* value = object_.if_contains("by");
    if (value == nullptr) return std::nullopt;
    const auto* object = value->if_object();
    if (object == nullptr) throw StoryError("by", "must be an object with \"user\" and \"roles\"");
    By by;
    for (const auto& member : *object) {
        if (member.key() == "user") {
            by.user = as_text("by.user", member.value());
        } else if (member.key() == "roles") {
            by.roles = as_texts("by.roles", member.value());
        } else {
            throw StoryError("by." + std::string(member.key()), "no such key");
        }
    }
    if (by.user.empty()) throw StoryError("by.user", "missing");
    return by;
}

}  // namespace story
