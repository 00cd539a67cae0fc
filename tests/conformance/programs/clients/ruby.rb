# The SDK for Ruby 3 as a client: see ../../clients/Client.ts for what it reads and answers.
require "json"
require "aws-sdk-core"
require "aws-sdk-sts"

# A new environment is a new process, forked from this one: the SDK keeps what it has read of files.
def serve(ask)
  ENV.replace(ask["env"])
  Aws.shared_config.fresh(config_enabled: true)
  kept = nil
  loop do
    begin
      kept ||= Aws::STS::Client.new(endpoint: ask["endpoint"], retry_limit: 0)
      arn =
        if ask["op"] == "assume"
          tags = [{ key: "team", value: "a b+c/ü" }]
          kept.assume_role(role_arn: ask["role"], role_session_name: "from-client", tags: tags).assumed_role_user.arn
        else
          kept.get_caller_identity.arn
        end
      puts JSON.generate({ arn: arn })
    rescue StandardError => e
      puts JSON.generate({ error: "#{e.class}: #{e.message}" })
    end
    $stdout.flush
    return unless ask["kept"] && (line = $stdin.gets)

    ask = JSON.parse(line)
  end
end

ENV["AWS_SDK_CONFIG_OPT_OUT"] = nil
$stdin.sync = true
while (line = $stdin.gets)
  ask = JSON.parse(line)
  Process.wait(fork { serve(ask); exit!(0) })
end
