# Makes a C++ header that holds a text file: embed.py IN OUT NAME
import sys

source, target, name = sys.argv[1:]
with open(source, encoding="utf-8") as f:
    text = f.read()
assert ')text"' not in text
with open(target, "w", encoding="utf-8") as f:
    f.write("#pragma once\n\nnamespace objsync::store {\n\n"
            f'inline constexpr char {name}[] = R"text({text})text";\n\n'
            "}  // namespace objsync::store\n")
