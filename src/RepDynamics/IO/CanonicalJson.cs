using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RepDynamics.IO;

/// <summary>
/// One text for one value: properties sorted by name, no white space, numbers in their shortest form that reads back the same.
/// Two values are the same exactly when their texts are, so a hash of the text is an identity.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new RuntimeTypeConverter() },
    };

    /// <summary>Returns the canonical text of a value: the properties of its runtime type.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite, for which JSON has no text.</exception>
    public static string Write(object value)
    {
        try
        {
            return Sorted(JsonSerializer.SerializeToNode(value, value.GetType(), Options))!.ToJsonString(Options);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{value.GetType().Name} has no canonical text: {e.Message}", nameof(value), e);
        }
    }

    /// <summary>The SHA-256 of the canonical text, 64 lower-case hexadecimal digits.</summary>
    public static string Hash(object value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(value))));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    // Writes a property of an abstract type by the runtime type of its value.
    private sealed class RuntimeTypeConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAbstract && !typeToConvert.IsInterface;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Writer<>).MakeGenericType(typeToConvert))!;

        private sealed class Writer<T> : JsonConverter<T>
        {
            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                throw new JsonException($"{typeToConvert.Name} is abstract: read the type that was written.");

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                JsonSerializer.Serialize(writer, value, value!.GetType(), options);
        }
    }
}
