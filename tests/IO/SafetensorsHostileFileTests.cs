using RepDynamics.IO;

namespace RepDynamics.Tests.IO;

/// <summary>A damaged or hostile file is an error that says where, what was found and what was expected; it costs nothing.</summary>
public class SafetensorsHostileFileTests
{
    private const string W = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";

    private static TestCaseData Case(string name, byte[] file, string place, string found, string expected) =>
        new TestCaseData(file, place, found, expected).SetArgDisplayNames(name);

    private static TestCaseData Header(string name, string header, int data, string place, string found, string expected) =>
        Case(name, SafetensorsSamples.File(header, data), place, found, expected);

    private static TestCaseData Tensor(string name, string fields, string place, string found, string expected) =>
        Header(name, "{\"w\":{" + fields + "}}", 8, place, found, expected);

    private static TestCaseData Shape(string name, string shape, string found, string expected) =>
        Tensor(name, $"\"dtype\":\"F32\",\"shape\":{shape},\"data_offsets\":[0,8]", "tensor 'w', shape", found, expected);

    private static TestCaseData Offsets(string name, string offsets, string found, string expected) =>
        Tensor(name, $"\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":{offsets}", "tensor 'w', data_offsets", found, expected);

    private static TestCaseData Size(string name, string type, string shape, string expected) =>
        Tensor(name, $"\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[0,8]", "tensor 'w', data_offsets", "[0, 8], 8 bytes", expected);

    private static byte[] Length(ulong length, params byte[] rest) => [.. BitConverter.GetBytes(length), .. rest];

    private static string Two(string first, string second) =>
"{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + first
        + "},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":" + second + "}}";

    private static IEnumerable<TestCaseData> Files()
    {
        yield return Case("no bytes", [], "file", "0 bytes", "at least 8");
        yield return Case("seven bytes", new byte[7], "file", "7 bytes", "at least 8");
        yield return Case("length only", Length(2), "header length", "2", "at most the 0 bytes");
        yield return Case("header beyond the file", Length(3, "{}"u8.ToArray()), "header length", "3", "at most the 2 bytes");
        yield return Case("header beyond the limit", Length(100_000_001, "{}"u8.ToArray()), "header length", "100000001", "at most 100000000");
        yield return Case("header of all ones", Length(ulong.MaxValue, "{}"u8.ToArray()), "header length", "18446744073709551615", "at most 100000000");
        yield return Case("negative header length", Length(1UL << 63, "{}"u8.ToArray()), "header length", "9223372036854775808", "at most 100000000");
        yield return Case("empty header", Length(0, 1, 2, 3), "header", "nothing", "'{'");

        yield return Header("array for a header", "[]", 0, "header", "0x5b at its start", "'{'");
        yield return Header("space before the brace", " {}", 0, "header", "0x20 at its start", "'{'");
        yield return Header("byte order mark", "\ufeff{}", 0, "header", "0xef at its start", "'{'");
        yield return Header("cut short", "{\"w\":{" + W, 8, "tensor 'w'", "no JSON", "JSON");
        yield return Header("brace only", "{", 0, "header", "no JSON", "JSON");
        yield return Header("trailing comma", "{\"w\":{" + W + "},}", 8, "header", "no JSON", "JSON");
        yield return Header("comment", "{/* */}", 0, "header", "no JSON", "JSON");
        yield return Header("single quotes", "{'w':{}}", 0, "header", "no JSON", "JSON");
        yield return Header("two headers", "{}{}", 0, "header", "0x7b after the closing brace", "spaces");
        yield return Header("padding of zeros", "{}\0\0", 0, "header", "0x00 after the closing brace", "spaces");
        yield return Header("padding of line breaks", "{}  \n", 0, "header", "0x0a after the closing brace", "spaces");
        yield return Case("not UTF-8", SafetensorsSamples.File([.. "{\"w\xff"u8[..3], 0xff, .. "\":{}}"u8], []), "header", "not UTF-8", "UTF-8");
        yield return Case("overlong UTF-8", SafetensorsSamples.File([.. "{\""u8, 0xc0, 0xaf, .. "\":{}}"u8], []), "header", "not UTF-8", "UTF-8");
        yield return Header("half a surrogate pair", """{"\ud800":{}}""", 0, "header", "\\ud800", "text that UTF-8 can hold");
        yield return Header("half a pair in a note", """{"__metadata__":{"a":"\udc00"}}""", 0, "__metadata__, 'a'", "\\udc00", "text that UTF-8 can hold");
        yield return Header("half a pair in a field", """{"w":{"\ud800":1}}""", 0, "tensor 'w'", "\\ud800", "text that UTF-8 can hold");

        yield return Header("name twice", "{\"w\":{" + W + "},\"w\":{" + W + "}}", 8, "header", "the name 'w' twice", "every name once");
        yield return Header("name twice, escaped", "{\"w\":{" + W + "},\"\\u0077\":{" + W + "}}", 8, "header", "the name 'w' twice", "every name once");
        yield return Header("notes twice", """{"__metadata__":{},"__metadata__":{}}""", 0, "header", "'__metadata__' twice", "every name once");
        yield return Header("note twice", """{"__metadata__":{"a":"1","a":"1"}}""", 0, "__metadata__", "'a' twice", "every key once");
        yield return Header("number for a note", """{"__metadata__":{"a":1}}""", 0, "__metadata__, 'a'", "1", "a string");
        yield return Header("null for a note", """{"__metadata__":{"a":null}}""", 0, "__metadata__, 'a'", "null", "a string");
        yield return Header("object for a note", """{"__metadata__":{"a":{}}}""", 0, "__metadata__, 'a'", "an object", "a string");
        yield return Header("array for the notes", """{"__metadata__":[]}""", 0, "__metadata__", "an array", "an object of strings");
        yield return Header("null for the notes", """{"__metadata__":null}""", 0, "__metadata__", "null", "an object of strings");
        yield return Header("tensor for the notes", "{\"__metadata__\":{" + W + "}}", 8, "__metadata__, 'shape'", "an array", "a string");

        yield return Header("string for a tensor", """{"w":"F32"}""", 0, "tensor 'w'", "'F32'", "an object with dtype");
        yield return Header("null for a tensor", """{"w":null}""", 0, "tensor 'w'", "null", "an object with dtype");
        yield return Header("deep arrays", "{\"w\":" + new string('[', 100_000) + new string(']', 100_000) + "}", 0, "tensor 'w'", "an array", "an object");
        yield return Header("deep objects", string.Concat(Enumerable.Repeat("{\"w\":", 100_000)), 0, "tensor 'w'", "the field 'w'", "dtype, shape");
        yield return Header("deep sizes", "{\"w\":{\"shape\":" + new string('[', 100_000), 0, "tensor 'w', shape", "no JSON", "JSON");
        yield return Tensor("nothing of a tensor", "", "tensor 'w'", "no dtype", "dtype, shape and data_offsets");
        yield return Tensor("no dtype", "\"shape\":[2],\"data_offsets\":[0,8]", "tensor 'w'", "no dtype", "dtype");
        yield return Tensor("no shape", "\"dtype\":\"F32\",\"data_offsets\":[0,8]", "tensor 'w'", "no shape", "shape");
        yield return Tensor("no offsets", "\"dtype\":\"F32\",\"shape\":[2]", "tensor 'w'", "no data_offsets", "data_offsets");
        yield return Tensor("unknown field", W + ",\"stride\":[1]", "tensor 'w'", "the field 'stride'", "and no more");
        yield return Tensor("dtype twice", W + ",\"dtype\":\"F32\"", "tensor 'w'", "dtype twice", "every field once");
        yield return Tensor("shape twice", W + ",\"shape\":[2]", "tensor 'w'", "shape twice", "every field once");
        yield return Tensor("offsets twice", W + ",\"data_offsets\":[0,8]", "tensor 'w'", "data_offsets twice", "every field once");

        foreach (string type in new[] { "\"F99\"", "\"f32\"", "\"\"", "\"F32 \"", "\"u64\"", "\"F8_E4M3\"" })
            yield return Tensor($"dtype {type}", $"\"dtype\":{type}", "tensor 'w', dtype", $"'{type[1..^1]}'", "one of U64, I64, F64");
        yield return Tensor("number for a dtype", "\"dtype\":32", "tensor 'w', dtype", "32", "one of U64");
        yield return Tensor("array for a dtype", "\"dtype\":[]", "tensor 'w', dtype", "an array", "one of U64");

        yield return Shape("number for a shape", "2", "2", "an array of sizes");
        yield return Shape("null for a shape", "null", "null", "an array of sizes");
        foreach (string size in new[] { "-1", "-0", "1.0", "2e0", "1e400", "9223372036854775808", "99999999999999999999999", "null", "true", "\"2\"" })
            yield return Shape($"size {size}", $"[{size}]", size.Trim('"'), "a whole number from 0");
        yield return Shape("size of 200 digits", $"[{new string('9', 200)}]", new string('9', 80) + "...", "a whole number from 0");
        yield return Shape("size in brackets", "[[2]]", "no JSON", "JSON");
        yield return Shape("product beyond 64 bits", "[4294967296,4294967296]", "[4294967296, 4294967296]", "fits 64 bits");
        yield return Shape("product that wraps to 2", "[4611686018427387905,4,2]", "[4611686018427387905, 4, 2]", "fits 64 bits");
        yield return Shape("bytes beyond 64 bits", "[4611686018427387904]", "[4611686018427387904]", "fits 64 bits");
        yield return Shape("overflow hidden by a zero", "[0,9223372036854775807,9223372036854775807]", "[0, 9223372036854775807", "fits 64 bits");

        yield return Offsets("object for offsets", "{}", "an object", "[begin, end]");
        yield return Offsets("no offsets inside", "[]", "no number", "[begin, end]");
        yield return Offsets("one offset", "[8]", "one number", "[begin, end]");
        yield return Offsets("three offsets", "[0,8,8]", "more than two", "[begin, end]");
        yield return Offsets("reversed", "[8,0]", "[8, 0]", "not beyond the end");
        yield return Offsets("negative", "[-8,0]", "-8", "a whole number from 0");
        yield return Offsets("with a fraction", "[0,8.0]", "8.0", "a whole number from 0");
        yield return Offsets("with an exponent", "[0,8e0]", "8e0", "a whole number from 0");
        yield return Offsets("beyond 64 bits", "[0,18446744073709551616]", "18446744073709551616", "a whole number from 0");
        yield return Offsets("end beyond the data", "[0,9]", "[0, 9]", "within the 8 bytes");
        yield return Offsets("far beyond the data", "[9223372036854775799,9223372036854775807]", "9223372036854775807]", "within the 8 bytes");
        yield return Offsets("begin too late", "[4,8]", "[4, 8]", "0 as its begin, where the header ends");
        yield return Offsets("too few bytes for the shape", "[0,7]", "[0, 7], 7 bytes", "8 bytes for F32 of shape [2]");
        yield return Size("too many bytes for the shape", "F32", "[]", "4 bytes for F32 of shape []");
        yield return Size("bytes for an empty shape", "F32", "[0]", "0 bytes for F32 of shape [0]");
        yield return Size("another type's bytes", "F64", "[2]", "16 bytes for F64");

        yield return Header("overlap", Two("[0,4]", "[3,7]"), 7, "tensor 'b', data_offsets", "[3, 7]", "4 as its begin, where tensor 'a' ends");
        yield return Header("the same bytes twice", Two("[0,4]", "[0,4]"), 4, "tensor 'b', data_offsets", "[0, 4]", "4 as its begin");
        yield return Header("one within another", Two("[0,4]", "[1,3]"), 4, "tensor 'b', data_offsets", "[1, 3]", "4 as its begin");
        yield return Header("gap", Two("[0,4]", "[5,9]"), 9, "tensor 'b', data_offsets", "[5, 9]", "no gap");
        yield return Header("data after the last tensor", Two("[0,4]", "[4,8]"), 9, "data", "1 bytes at the end", "none");
        yield return Header("data without a tensor", "{}", 3, "data", "3 bytes at the end", "none");
        yield return Header("data missing", Two("[0,4]", "[4,8]"), 7, "tensor 'b', data_offsets", "[4, 8]", "within the 7 bytes");
    }

    [TestCaseSource(nameof(Files))]
    public void Is_an_error_that_names_place_found_and_expected_and_allocates_no_more_than_the_file(byte[] file, string place, string found, string expected)
    {
        SafetensorsException fault = Refusal(file);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(fault.Place, Is.EqualTo(place).Or.StartsWith($"{place} (header byte "));
            Assert.That(fault.Found, Does.Contain(found));
            Assert.That(fault.Expected, Does.Contain(expected));
            Assert.That(fault.Message, Does.StartWith($"runs/epoch-00012.safetensors: {fault.Place}: found {fault.Found}, expected {fault.Expected}. "));
            Assert.That(fault.Message, Does.EndWith("make it again or restore it from a copy."));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(file);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(60_000 + file.Length));
    }

    private static IEnumerable<TestCaseData> Crowds()
    {
        const int Many = 20_000;
        yield return Crowd("notes", "{\"__metadata__\":{" + Listed(Many, i => $"\"{i:x}\":\"\"") + "}}");
        yield return Crowd("sizes", "{\"w\":{\"dtype\":\"U8\",\"shape\":[0," + Listed(Many, _ => "1") + "],\"data_offsets\":[0,0]}}");
        yield return Crowd("tensors", "{" + Listed(Many, i => $"\"{i:x}\":{{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}") + "}");
        yield return Crowd("name", "{\"" + new string('n', Many) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}");
    }

    private static string Listed(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));

    private static TestCaseData Crowd(string name, string header) =>
        new TestCaseData(SafetensorsSamples.File(header)).SetArgDisplayNames(name);

    // Small entries cost most for their length: each makes a string, a row of a table, a tensor.
    [TestCaseSource(nameof(Crowds))]
    public void A_header_crowded_with_small_entries_costs_a_small_multiple_of_its_length(byte[] file)
    {
        Safetensors.Read(file, "x");
        long before = GC.GetAllocatedBytesForCurrentThread();

        Safetensors.Read(file, "x");

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / (double)file.Length, Is.LessThan(32));
    }

    [Test]
    public void Long_and_unprintable_names_are_shown_short_and_printable()
    {
        string name = "\\u001b[31m\\n" + new string('x', 100_000);
        SafetensorsException fault = Refusal(SafetensorsSamples.File($$"""{"{{name}}":1}"""));

        Assert.That(fault.Place, Does.StartWith("tensor '\\u001b[31m\\u000axxx").And.Contains("xxx...'"));
        Assert.That(fault.Message, Has.Length.LessThan(400));
        Assert.That(fault.Message.Any(char.IsControl), Is.False);
    }

    [Test]
    public void A_file_cut_anywhere_is_refused()
    {
        TensorData[] tensors = [SafetensorsSamples.Tensor("w", ElementType.F32, 3), SafetensorsSamples.Tensor("b", ElementType.U8, 2)];
        byte[] file = SafetensorsSamples.Written(tensors);

        for (int length = 0; length < file.Length; length++)
            Assert.That(() => Safetensors.Read(file.AsMemory(0, length), "x"), Throws.TypeOf<SafetensorsException>(), $"cut to {length} bytes");
    }

    private static SafetensorsException Refusal(byte[] file) =>
        Assert.Throws<SafetensorsException>(() => Safetensors.Read(file, "runs/epoch-00012.safetensors"))!;
}
