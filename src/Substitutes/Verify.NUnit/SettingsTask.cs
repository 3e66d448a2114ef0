using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>
/// A verification that has not started yet. The fluent calls change its settings; awaiting it, or handing it to the test
/// framework as a <see cref="Task"/>, starts it, once.
/// </summary>
public class SettingsTask
{
    private readonly Func<VerifySettings, Task<VerifyResult>> _buildTask;
    private readonly VerifySettings _settings;
    private Task<VerifyResult>? _task;

    public SettingsTask(VerifySettings? settings, Func<VerifySettings, Task<VerifyResult>> buildTask)
    {
        // A copy: one VerifySettings may serve several verifications.
        _settings = new(settings);
        _buildTask = buildTask;
    }

    public VerifySettings CurrentSettings => _task is null
        ? _settings
        : throw new InvalidOperationException("This verification has started already: change its settings before awaiting it.");

    public static implicit operator Task<VerifyResult>(SettingsTask settingsTask) => settingsTask.ToTask();

    public SettingsTask UseDirectory(string directory)
    {
        CurrentSettings.UseDirectory(directory);
        return this;
    }

    public SettingsTask UseTypeName(string name)
    {
        CurrentSettings.UseTypeName(name);
        return this;
    }

    public SettingsTask UseMethodName(string name)
    {
        CurrentSettings.UseMethodName(name);
        return this;
    }

    public SettingsTask UseFileName(string fileName)
    {
        CurrentSettings.UseFileName(fileName);
        return this;
    }

    public SettingsTask DisableRequireUniquePrefix()
    {
        CurrentSettings.DisableRequireUniquePrefix();
        return this;
    }

    public SettingsTask UseStreamComparer(StreamCompare compare)
    {
        CurrentSettings.UseStreamComparer(compare);
        return this;
    }

    public SettingsTask OnFirstVerify(FirstVerify firstVerify)
    {
        CurrentSettings.OnFirstVerify(firstVerify);
        return this;
    }

    public SettingsTask OnVerifyMismatch(VerifyMismatch verifyMismatch)
    {
        CurrentSettings.OnVerifyMismatch(verifyMismatch);
        return this;
    }

    public Task<VerifyResult> ToTask() => _task ??= _buildTask(_settings);

    public ConfiguredTaskAwaitable<VerifyResult> ConfigureAwait(bool continueOnCapturedContext) =>
        ToTask().ConfigureAwait(continueOnCapturedContext);

    public TaskAwaiter<VerifyResult> GetAwaiter() => ToTask().GetAwaiter();
}
