# SPDX-License-Identifier: MIT

# Everything that must be generated before a source file can be parsed.
add_custom_target(beckon_generated)

# beckon_embed_text(TARGET FILE SYMBOL)
#
# Gives TARGET's own sources the text of FILE as a constant:
#
#   #include "beckon_embedded/SYMBOL.inc"   // inline constexpr std::string_view beckon::embedded::SYMBOL
#
# A change of FILE regenerates it at the next build.
function(beckon_embed_text target file symbol)
  cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedTextScript.cmake)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(output ${folder}/beckon_embedded/${symbol}.inc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D INPUT=${file} -D OUTPUT=${output} -D SYMBOL=${symbol} -P ${script}
    DEPENDS ${file} ${script}
    COMMENT "Embedding ${symbol}"
    VERBATIM)
  add_custom_target(beckon_embedded_${symbol} DEPENDS ${output})
  add_dependencies(beckon_generated beckon_embedded_${symbol})
  add_dependencies(${target} beckon_embedded_${symbol})
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
