namespace VerifyTests;

/// <summary>Settings of one verification. Passed to <c>Verifier.Verify</c>, or changed through <see cref="SettingsTask"/>.</summary>
public class VerifySettings
{
    private StreamCompare? _streamComparer;
    private FirstVerify? _onFirstVerify;
    private VerifyMismatch? _onVerifyMismatch;

    public VerifySettings()
    {
    }

    public VerifySettings(VerifySettings? settings)
    {
        if (settings is null)
            return;
        Directory = settings.Directory;
        TypeName = settings.TypeName;
        MethodName = settings.MethodName;
        FileName = settings.FileName;
        UniquePrefixDisabled = settings.UniquePrefixDisabled;
        _streamComparer = settings._streamComparer;
        _onFirstVerify = settings._onFirstVerify;
        _onVerifyMismatch = settings._onVerifyMismatch;
    }

    /// <summary>Where the files go: absolute, or relative to the test's source file. Null means beside that source file.</summary>
    public string? Directory { get; internal set; }

    internal string? TypeName { get; private set; }

    internal string? MethodName { get; private set; }

    internal string? FileName { get; private set; }

    internal bool UniquePrefixDisabled { get; private set; }

    internal IReadOnlyDictionary<string, object> Context { get; } = new Dictionary<string, object>();

    public VerifySettings UseDirectory(string directory)
    {
        Directory = Guards.DirectoryName(directory);
        return this;
    }

    public VerifySettings UseTypeName(string name)
    {
        TypeName = Guards.FileName(name);
        ThrowIfFileNameIsSet(nameof(UseTypeName));
        return this;
    }

    public VerifySettings UseMethodName(string name)
    {
        MethodName = Guards.FileName(name);
        ThrowIfFileNameIsSet(nameof(UseMethodName));
        return this;
    }

    public VerifySettings UseFileName(string fileName)
    {
        Guards.FileName(fileName);
        if (MethodName is not null || TypeName is not null)
            throw new InvalidOperationException($"{nameof(UseFileName)} is not compatible with {nameof(UseMethodName)} or {nameof(UseTypeName)}.");
        FileName = fileName;
        return this;
    }

    public VerifySettings DisableRequireUniquePrefix()
    {
        UniquePrefixDisabled = true;
        return this;
    }

    public VerifySettings UseStreamComparer(StreamCompare compare)
    {
        _streamComparer = compare;
        return this;
    }

    public VerifySettings OnFirstVerify(FirstVerify firstVerify)
    {
        _onFirstVerify += firstVerify;
        return this;
    }

    public VerifySettings OnVerifyMismatch(VerifyMismatch verifyMismatch)
    {
        _onVerifyMismatch += verifyMismatch;
        return this;
    }

    internal StreamCompare? StreamComparer(string extension) => _streamComparer ?? VerifierSettings.StreamComparer(extension);

    internal async Task RunOnFirstVerify(FilePair file, string? receivedText)
    {
        foreach (var callback in Callbacks(_onFirstVerify, VerifierSettings.FirstVerifyCallbacks))
            await callback(file, receivedText, false);
    }

    internal async Task RunOnVerifyMismatch(FilePair file, string? message)
    {
        foreach (var callback in Callbacks(_onVerifyMismatch, VerifierSettings.VerifyMismatchCallbacks))
            await callback(file, message, false);
    }

    /// <summary>This verification's own callbacks first, then the global ones.</summary>
    private static IEnumerable<T> Callbacks<T>(T? own, T? global)
        where T : Delegate =>
        new[] { own, global }.SelectMany(callbacks => callbacks?.GetInvocationList() ?? []).Cast<T>();

    private void ThrowIfFileNameIsSet(string caller)
    {
        if (FileName is not null)
            throw new InvalidOperationException($"{caller} is not compatible with {nameof(UseFileName)}.");
    }
}
