using System.Text.Json;

namespace RepDynamics.Tests.Reports;

/// <summary>As much of JSON Schema 2020-12 as the published schema uses; a keyword that it does not know is an error, not a pass.</summary>
internal sealed class JsonSchema(JsonElement root)
{
    /// <summary>What is wrong with a document, a line each.</summary>
    public IReadOnlyList<string> Faults(JsonElement document) => [.. Check(root, document, "$")];

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string path)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            JsonElement rule = keyword.Value;
            IEnumerable<string> faults = keyword.Name switch
            {
                "$schema" or "$defs" or "title" or "description" => [],
                "$ref" => Check(Resolve(rule.GetString()!), value, path),
                "type" => Types(rule).Any(type => Is(type, value)) ? [] : [$"{path}: {value} is not {rule}"],
                "const" => JsonElement.DeepEquals(rule, value) ? [] : [$"{path}: {value} is not {rule}"],
                "enum" => rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{path}: {value} is none of {rule}"],
                "anyOf" => rule.EnumerateArray().Any(one => !Check(one, value, path).Any()) ? [] : [$"{path}: {value} fits no alternative"],
                "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble() ? [] : [$"{path}: {value} < {rule}"],
                "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble() ? [] : [$"{path}: {value} > {rule}"],
                "required" => rule.EnumerateArray().Where(name => !Has(value, name.GetString()!)).Select(name => $"{path}: {name} is missing"),
                "properties" => rule.EnumerateObject().Where(p => Has(value, p.Name))
                    .SelectMany(p => Check(p.Value, value.GetProperty(p.Name), $"{path}.{p.Name}")),
                "additionalProperties" => Additional(schema, rule, value, path),
                "items" => value.ValueKind == JsonValueKind.Array
                    ? value.EnumerateArray().SelectMany((item, i) => Check(rule, item, $"{path}[{i}]"))
                    : [],
                _ => throw new NotSupportedException($"This check does not know the keyword {keyword.Name}."),
            };
            foreach (string fault in faults) yield return fault;
        }
    }

    private IEnumerable<string> Additional(JsonElement schema, JsonElement rule, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object) return [];
        string[] known = schema.TryGetProperty("properties", out JsonElement properties) ? [.. properties.EnumerateObject().Select(p => p.Name)] : [];
        return value.EnumerateObject().Where(p => !known.Contains(p.Name)).SelectMany(p => rule.ValueKind == JsonValueKind.False
            ? [$"{path}.{p.Name} is unknown"]
            : Check(rule, p.Value, $"{path}.{p.Name}"));
    }

    private JsonElement Resolve(string reference) =>
        reference["#/".Length..].Split('/').Aggregate(root, (element, name) => element.GetProperty(name));

    private static IEnumerable<string> Types(JsonElement rule) =>
        rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Select(type => type.GetString()!) : [rule.GetString()!];

    private static bool Has(JsonElement value, string name) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out _);

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"This check does not know the type {type}."),
    };
}
