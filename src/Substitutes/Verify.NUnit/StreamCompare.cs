namespace VerifyTests;

/// <summary>
/// Compares a received binary file with its verified one. As in the published package it is asked on every run,
/// also when the bytes are the same: a comparer that wants a fast path looks at the bytes itself.
/// </summary>
public delegate Task<CompareResult> StreamCompare(Stream received, Stream verified, IReadOnlyDictionary<string, object> context);

/// <summary>Called when there is no verified file yet; the received file is on disk already.</summary>
public delegate Task FirstVerify(FilePair filePair, string? receivedText, bool autoVerify);

/// <summary>Called when received and verified differ; the received file is on disk already.</summary>
public delegate Task VerifyMismatch(FilePair filePair, string? message, bool autoVerify);
