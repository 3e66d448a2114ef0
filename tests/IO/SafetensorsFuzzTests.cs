using System.Text;
using System.Text.RegularExpressions;
using RepDynamics.IO;
using RepDynamics.Numerics;

namespace RepDynamics.Tests.IO;

/// <summary>Thousands of damaged files: each is read with consistent content or refused, with little memory.</summary>
public partial class SafetensorsFuzzTests
{
    private const int FilesASeed = 1500;

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "-0", "7", "8", "255", "2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
        "1e3", "1.0", "0.5e-9", "01", "null", "[]", "",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\0", " ", "null", "\"dtype\"", "\"shape\"", "\"data_offsets\"",
        "\"__metadata__\"", "\"F32\"", "\"F64\"", "\"BOOL\"", "[[[[[[[[",
    ];

    [Test]
    public void A_mutated_file_is_read_whole_or_refused([Range(1, 8)] int seed)
    {
        SeededRandom random = new(seed, "safetensors fuzz");
        byte[][] bases = [.. Bases()];
        HashSet<string> faults = [];
        int read = 0;
        for (int i = 0; i < FilesASeed; i++)
        {
            byte[] file = bases[random.NextInt(bases.Length)];
            for (int edits = 1 + (random.NextInt(3) / 2); edits > 0; edits--) file = Mutated(file, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                SafetensorsContent content = Safetensors.Read(file, "fuzz");
                SafetensorsSamples.RequireConsistent(content, file.Length);
                read++;
            }
            catch (SafetensorsException e)
            {
                faults.Add(Digits().Replace(e.Expected, "#"));
            }
            catch (Exception e) when (e is not AssertionException)
            {
                Assert.Fail($"File {i} of seed {seed}: {e}\n{Convert.ToHexString(file.AsSpan(0, Math.Min(file.Length, 500)))}");
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // The constant is what an exception and its trace take; the rest is names, sizes and tables of the header.
            if (allocated > 60_000 + (8 * file.Length)) Assert.Fail($"File {i} of seed {seed}: {allocated} bytes for a file of {file.Length}.");
        }
        TestContext.Out.WriteLine($"seed {seed}: {read} of {FilesASeed} read, {faults.Count} kinds of fault");
        // If all mutants failed, or failed alike, most of the reader would not be tested.
        Assert.That(read, Is.InRange(FilesASeed / 30, FilesASeed / 2));
        Assert.That(faults, Has.Count.GreaterThan(12));
    }

    private static IEnumerable<byte[]> Bases()
    {
        Dictionary<string, string> notes = new() { ["network"] = "ViT", ["epoch"] = "12", ["é"] = "\n" };
        TensorData weight = SafetensorsSamples.Tensor("w", ElementType.F32, 2, 3), bias = SafetensorsSamples.Tensor("b", ElementType.F64);
        TensorData large = SafetensorsSamples.Tensor("large", ElementType.BF16, 50, 100), none = SafetensorsSamples.Tensor("none", ElementType.I8, 0, 9);
        yield return SafetensorsSamples.Written([]);
        yield return SafetensorsSamples.Written([weight]);
        yield return SafetensorsSamples.Written([weight, bias], notes);
        yield return SafetensorsSamples.Written(SafetensorsSamples.Types.Select(t => SafetensorsSamples.Tensor($"t.{t}", t, 2)), notes);
        yield return SafetensorsSamples.Written(SafetensorsSamples.Everything);
        yield return SafetensorsSamples.Written([large, none]);
    }

    private static byte[] Mutated(byte[] file, SeededRandom random)
    {
        int header = file.Length < 8 ? 0 : (int)Math.Clamp(BitConverter.ToInt64(file), 0, file.Length - 8);
        switch (random.NextInt(10))
        {
            case 0: return Flipped(file, 0, file.Length, random);
            case 1: return Flipped(file, 8, header, random);
            case 2: return Flipped(file, 0, Math.Min(8, file.Length), random);
            case 3: return file[..random.NextInt(file.Length + 1)];
            case 4: return Spliced(file, random.NextInt(file.Length + 1), 0, RandomBytes(1 + random.NextInt(9), random));
            case 5: return [.. file, .. RandomBytes(1 + random.NextInt(64), random)];
            case 6: return WithHeader(file, header, text => EditedNumber(text, random));
            case 7: return WithHeader(file, header, text => text.Insert(random.NextInt(text.Length + 1), Pieces[random.NextInt(Pieces.Length)]));
            case 8: return WithHeader(file, header, text => Doubled(text, random));
            default:
                int at = random.NextInt(file.Length + 1);
                return Spliced(file, at, random.NextInt(Math.Min(16, file.Length - at) + 1), []);
        }
    }

    private static byte[] Flipped(byte[] file, int start, int length, SeededRandom random)
    {
        byte[] flipped = [.. file];
        for (int flips = length == 0 ? 0 : 1 + random.NextInt(3); flips > 0; flips--)
            flipped[start + random.NextInt(length)] ^= (byte)(1 << random.NextInt(8));
        return flipped;
    }

    private static byte[] Spliced(byte[] file, int at, int removed, byte[] inserted) => [.. file[..at], .. inserted, .. file[(at + removed)..]];

    private static byte[] RandomBytes(int count, SeededRandom random) => [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextInt(256))];

    // The length before the header is set right again, so that the damage is met by the parser.
    private static byte[] WithHeader(byte[] file, int length, Func<string, string> edit)
    {
        if (length == 0) return file;
        byte[] header = Encoding.Latin1.GetBytes(edit(Encoding.Latin1.GetString(file, 8, length)));
        return SafetensorsSamples.File(header, file[(8 + length)..]);
    }

    private static string EditedNumber(string text, SeededRandom random)
    {
        MatchCollection numbers = Digits().Matches(text);
        if (numbers.Count == 0) return text;
        Match number = numbers[random.NextInt(numbers.Count)];
        return string.Concat(text.AsSpan(0, number.Index), Numbers[random.NextInt(Numbers.Length)], text.AsSpan(number.Index + number.Length));
    }

    private static string Doubled(string text, SeededRandom random)
    {
        int start = random.NextInt(text.Length), length = 1 + random.NextInt(Math.Min(80, text.Length - start));
        return text.Insert(random.NextInt(text.Length + 1), text.Substring(start, length));
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
